package dev.ferry.app.conduct.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.LocalConnection;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real programs and real pipes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayTest {
    private static final LocalConnection HERE = new LocalConnection();

    @TempDir
    Path dir;

    private static AgentChannel run(String script) throws IOException {
        return HERE.exec(script, ErrorListener.NONE);
    }

    private String written(String name) throws IOException {
        Path file = dir.resolve(name);
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    @Test
    void carriesBothWaysAndEndsBoth() throws IOException {
        AgentChannel one = run("echo question; cat >" + dir + "/one");
        AgentChannel other = run("read q; echo \"$q\" >" + dir + "/other; echo answer");
        Relay.join(one, other);
        assertThat(one.exitStatus()).hasValue(0);
        assertThat(other.exitStatus()).hasValue(0);
        assertThat(written("one")).isEqualTo("answer\n");
        assertThat(written("other")).isEqualTo("question\n");
    }

    @Test
    void everyByteArrivesOnce() throws IOException {
        AgentChannel one = run("head -c 50000000 /dev/urandom | tee " + dir + "/sent");
        AgentChannel other = run("cat >" + dir + "/got");
        Relay.join(one, other);
        assertThat(other.exitStatus()).hasValue(0);
        assertThat(Files.mismatch(dir.resolve("sent"), dir.resolve("got"))).isEqualTo(-1);
    }

    /** It writes on for ever, but its input ends: an engine notices that. */
    @Test
    void whoSpeaksToNobodyHearsTheEnd() throws IOException {
        AgentChannel one = run("cat /dev/zero & cat >/dev/null; kill $!; echo heard >" + dir + "/end");
        AgentChannel other = run("exec sleep 0.2");
        Relay.join(one, other);
        await().atMost(Duration.ofSeconds(20)).until(() -> written("end").equals("heard\n"));
    }

    @Test
    void theEndOfOneIsTheEndOfWhatTheOtherReads() throws IOException {
        AgentChannel one = run("exec sleep 0.2");
        AgentChannel other = run("cat >/dev/null; echo end >" + dir + "/end");
        Relay.join(one, other);
        assertThat(other.exitStatus()).hasValue(0);
        assertThat(written("end")).isEqualTo("end\n");
    }

    /** What the slow one has not taken stays in the pipes, and with the one who wrote it. */
    @Test
    void theSlowOneSlowsTheOther() throws IOException {
        AgentChannel one = run("i=0; while [ $i -lt 2000 ]; do head -c 10000 /dev/zero; i=$((i+1)); echo $i >" + dir
                + "/progress; done");
        AgentChannel other = run("while [ ! -e " + dir + "/go ]; do sleep 0.05; done; wc -c >" + dir + "/count");
        Relay.join(one, other);
        String[] before = {""};
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    String now = written("progress");
                    boolean stands = !now.isEmpty() && now.equals(before[0]);
                    before[0] = now;
                    return stands;
                });
        assertThat(Integer.parseInt(before[0].strip())).isLessThan(200);
        Files.createFile(dir.resolve("go"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> written("count").strip().equals("20000000"));
        assertThat(one.exitStatus()).hasValue(0);
    }

    /** As it is with a host that can not be reached any more: neither written to, nor closed, nor read to an end. */
    private record Unreachable(AgentChannel channel) implements AgentChannel {
        @Override
        public InputStream in() {
            return channel.in();
        }

        @Override
        public OutputStream out() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("the host is gone");
                }
            };
        }

        @Override
        public String errorTail() {
            return "";
        }

        @Override
        public OptionalInt exitStatus() {
            return OptionalInt.empty();
        }

        @Override
        public void close() throws IOException {
            throw new IOException("the host is gone");
        }
    }

    @Test
    void whatNobodyCanTakeIsReadAllTheSame() throws IOException {
        AgentChannel one = run("head -c 50000000 /dev/zero; echo said >" + dir + "/end");
        AgentChannel other = run("exec sleep 1000");
        Relay.join(one, new Unreachable(other));
        await().atMost(Duration.ofSeconds(20)).until(() -> written("end").equals("said\n"));
        other.close();
    }
}
