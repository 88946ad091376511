package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final Findings findings = new Findings();

    @Test
    void areSortedBySeverityAndObject() {
        findings.note("n", "a", "is", "");
        findings.blocker("y", "b", "is", "");
        findings.blocker("x", "b", "is", "");
        findings.warning("w", "c", "is", "");
        findings.blocker("z", "a", "is", "");
        assertThat(findings.sorted()).extracting(Finding::code).containsExactly("z", "x", "y", "w", "n");
        assertThat(new Preflight(findings.sorted(), List.of(), List.of()).findings())
                .isEqualTo(findings.sorted());
    }

    @Test
    void countWhatIsFoundTooOften() {
        for (int i = 0; i < 5000; i++) {
            findings.blocker("pid-taken", "pid " + (10_000 + i), "is taken", "end it");
            findings.warning("pid-taken", "pid " + (10_000 + i), "is odd", "");
        }
        List<Finding> blockers =
                findings.sorted().stream().filter(Finding::isBlocker).toList();
        assertThat(blockers).hasSize(201);
        assertThat(blockers.get(200).sentence()).isEqualTo("Pid 14999 is taken, and so with 4799 more; end it.");
        assertThat(findings.sorted()).hasSize(402);
    }

    @Test
    void takeTheSentenceOfAKindApart() {
        OpenFileCheck.refused("fd 7 of process 8 (x)", "The fd 7 of process 8 (x) is odd; close it.", findings);
        OpenFileCheck.refused("fd 9", "The file fd 9 is odd; or not; close it.", findings);
        assertThat(findings.sorted())
                .containsExactly(
                        new Finding(Severity.BLOCKER, "refused-file", "fd 7 of process 8 (x)", "is odd", "close it"),
                        new Finding(
                                Severity.BLOCKER,
                                "refused-file",
                                "fd 9",
                                "The file fd 9 is odd; or not; close it.",
                                ""));
    }
}
