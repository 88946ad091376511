package dev.ferry.linux.inject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Target;
import dev.ferry.linux.abi.Ptrace;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a target when the process that injects into it is killed. */
class OwnDeathKernelTest {
    @ParameterizedTest
    @ValueSource(strings = {"single", "batch"})
    void leavesAParkedTargetRunning(String calls) throws Exception {
        try (Target target = Target.start("count")) {
            killTracerOf(target, 0, calls);
            target.awaitCounting();
        }
    }

    @Test
    void killsTheTargetOfARestore() throws Exception {
        try (Target target = Target.start("count")) {
            killTracerOf(target, Ptrace.O_EXITKILL, "single");
            target.await(target::hasEnded);
        }
    }

    private static void killTracerOf(Target target, long options, String calls) throws Exception {
        Process tracer = tracer(target, options, calls);
        try {
            assertThat(tracer.getInputStream().read()).isEqualTo('p');
            assertThat(target.state()).isEqualTo('t');
        } finally {
            tracer.destroyForcibly();
            assertThat(tracer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Process tracer(Target target, long options, String calls) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedTracer.class.getName(),
                        Integer.toString(target.pid()),
                        Long.toString(options),
                        calls)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
