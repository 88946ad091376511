package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecKernelTest {
    @Test
    void becomesTheProgramWithItsPidItsEnvironmentAndNothingElse() throws Exception {
        Process child = become("/bin/sh", "-c", "echo $$ $WHO \"$HOME\"; exec ls /proc/self/fd");
        List<String> lines = lines(child);
        assertThat(lines.get(0)).isEqualTo(child.pid() + " exec ");
        // ls itself has the directory open.
        assertThat(lines.subList(1, lines.size())).containsExactly("0", "1", "2", "3");
        assertThat(child.waitFor()).isZero();
    }

    @Test
    void namesTheProgramThatIsNotThere() {
        assertThatThrownBy(() -> Exec.become(List.of("/nowhere/program"), List.of()))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.is(Errno.ENOENT)).isTrue())
                .hasMessageContaining("/nowhere/program");
    }

    @Test
    void anOrdinaryProcessIsTraceable() throws Exception {
        Traceable.alsoUnderYama();
        assertThat(Traceable.isThisProcess()).isTrue();
    }

    private static Process become(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "exec 7</etc/passwd; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Become.class.getName()));
        line.addAll(List.of(command));
        return new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> lines(Process child) throws IOException {
        return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
