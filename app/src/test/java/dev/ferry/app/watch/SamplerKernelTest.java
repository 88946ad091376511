package dev.ferry.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.WatchLine.Sampled;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplerKernelTest {
    private static Optional<ProcessFacts> find(Sampler sampler, long pid) {
        return sampler.processes().stream()
                .filter(process -> process.pid() == pid)
                .findFirst();
    }

    @Test
    void tellsOnlyWhatIsNew() throws IOException {
        Sampler sampler = new Sampler();
        int all = sampler.sample().born().size();
        Sampled second = sampler.sample();
        assertThat(all).isGreaterThan(1);
        assertThat(second.born().size()).isLessThan(all);
        assertThat(second.load().memoryTotal()).isGreaterThan(second.load().memoryUsed());
    }

    @Test
    void seesAProgramComeAndGo() throws Exception {
        Sampler sampler = new Sampler();
        sampler.sample();
        Process sleep = new ProcessBuilder("setsid", "sleep", "1000").start();
        try {
            while (find(sampler, sleep.pid())
                    .filter(it -> it.name().equals("sleep"))
                    .isEmpty()) {
                sampler.sample();
            }
            assertThat(find(sampler, sleep.pid())).hasValueSatisfying(facts -> {
                assertThat(facts.command()).isEqualTo("sleep 1000");
                assertThat(facts.isTreeRoot()).isTrue();
                assertThat(facts.user()).isEqualTo(System.getProperty("user.name"));
                assertThat(facts.started()).isBefore(java.time.Instant.now().plusSeconds(5));
            });
        } finally {
            sleep.destroy();
            sleep.waitFor();
        }
        assertThat(sampler.sample().gone()).contains((int) sleep.pid());
        assertThat(find(sampler, sleep.pid())).isEmpty();
    }

    @Test
    void looksIntoThisProcess() throws IOException {
        try (var listening = new java.net.ServerSocket(0)) {
            ProcessDetails details =
                    DetailsReader.read((int) ProcessHandle.current().pid());
            assertThat(details.threads()).hasSizeGreaterThan(5);
            assertThat(details.memory()).anyMatch(area -> area.what().contains("libjvm"));
            assertThat(details.sockets())
                    .anyMatch(socket ->
                            socket.state().equals("LISTEN") && socket.local().endsWith(":" + listening.getLocalPort()));
        }
    }
}
