package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user tries first. */
final class DemoMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    /** In a host of its own pids and mounts: what it leaves behind can be told from what others do on this machine. */
    @Test
    void theDemoMovesAProgramAndLeavesNothing() throws IOException {
        String script = Ferry.LAUNCHER + " demo && ps -eo args= && grep ferry-sandbox /proc/self/mountinfo; true";
        String out = Ran.here(List.of("unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", script))
                .outIfOk();
        assertThat(out).contains("are there once");
        assertThat(out.substring(out.indexOf("are there once")).lines().skip(1))
                .containsExactly("sh -c " + script, "ps -eo args=");
    }

    @Test
    void psKnowsTheProgramForMachines(TestHost hostA) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        JsonNode trees = new ObjectMapper().readTree(Ferry.done(hostA, "ps", "--json"));
        JsonNode tree = StreamSupport.stream(trees.spliterator(), false)
                .filter(row -> row.path("pid").asText().equals(counter.pid()))
                .findFirst()
                .orElseThrow();
        assertThat(tree.path("movable").asBoolean()).isTrue();
        assertThat(tree.path("command").asText()).startsWith("perl");
        counter.ends(hostA);
    }

    @Test
    void checkSaysThatItCanMove(TestHost hostA) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        assertThat(Ferry.done(hostA, "check", counter.pid())).contains("can be moved");
        assertThat(Ferry.done(hostA, "check", counter.pid(), "hostB")).contains("can be moved to hostB");
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void checkSaysWhyItCanNotMove(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        hostB.exec("mkdir", counter.out()).outIfOk();
        Ran ran = Ferry.on(hostA, "check", "--json", counter.pid(), "hostB");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(Ferry.REFUSED);
        JsonNode answer = new ObjectMapper().readTree(ran.out());
        assertThat(answer.path("movable").asBoolean()).isFalse();
        assertThat(answer.path("findings").toString()).contains("BLOCKER", counter.out());
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void doctorFindsThisMachineFit(TestHost hostA) throws IOException {
        assertThat(Ferry.done(hostA, "doctor")).contains("ptrace");
        assertThat(Ferry.done(hostA, "doctor", "hostB")).contains("ptrace");
    }
}
