package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.procfs.ProcessRow;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamaTest {
    private static final int ANN = 1000;
    private static final ProcessRow OWN = new ProcessRow(812, 1, 'S', "perl", ANN, 812, 812, 5);
    private static final ProcessRow ROOTS = new ProcessRow(813, 1, 'S', "cron", 0, 813, 813, 5);

    private final Findings findings = new Findings();

    @Test
    void isReadFromTheKernelsFileAndIsAbsentWithoutIt(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ptrace_scope");
        assertThat(Yama.read(file).isRestricted()).isFalse();
        Files.writeString(file, "0\n");
        assertThat(Yama.read(file).isRestricted()).isFalse();
        Files.writeString(file, "1\n");
        assertThat(Yama.read(file)).isEqualTo(new Yama(1));
        assertThat(Yama.read(file).isRestricted()).isTrue();
        assertThat(Yama.read(file).needsPrivilege()).isFalse();
        Files.writeString(file, "2\n");
        assertThat(Yama.read(file).needsPrivilege()).isTrue();
        assertThat(Yama.read(file).forbids()).isFalse();
        assertThat(new Yama(3).forbids()).isTrue();
    }

    /** Ubuntu and others have 1: a user's program is nobody's child but a shell's. */
    @Test
    void isNamedWhereAUserMayNotTraceTheirOwnProgram() {
        AccessCheck.denied(OWN, new Yama(1), ANN, findings);
        assertThat(findings.sorted()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("yama");
            assertThat(finding.isBlocker()).isTrue();
            assertThat(finding.sentence())
                    .isEqualTo("Process 812 (perl) may not be traced by this user, whose own program it is, because"
                            + " kernel.yama.ptrace_scope is 1; run ferry as root, or let root allow it to users (sysctl"
                            + " kernel.yama.ptrace_scope=0).");
        });
    }

    @Test
    void isNotBlamedForProgramsOfOthersOrWhereItIsOff() {
        AccessCheck.denied(ROOTS, new Yama(1), ANN, findings);
        AccessCheck.denied(OWN, new Yama(0), ANN, findings);
        assertThat(findings.sorted()).extracting(Finding::code).containsExactly("not-permitted", "not-permitted");
    }

    @Test
    void keepsRootFromAnythingWithThree() {
        AccessCheck.denied(ROOTS, new Yama(3), 0, findings);
        assertThat(findings.sorted())
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence())
                        .isEqualTo(
                                "Process 813 (cron) may not be traced by anybody because kernel.yama.ptrace_scope is 3; boot"
                                        + " this host with a smaller one."));
    }
}
