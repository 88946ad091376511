package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingTest {

    @Test
    void isOneSentence() {
        Finding finding = new Finding(Severity.BLOCKER, "init", "process 1 (init)", "can not leave", "choose a child");
        assertThat(finding.sentence()).isEqualTo("Process 1 (init) can not leave; choose a child.");
    }

    @Test
    void leavesNamesOfDescriptorsAndPathsAsTheyAre() {
        assertThat(new Finding(Severity.NOTE, "x", "fd 7 of process 8", "is odd", "").sentence())
                .isEqualTo("fd 7 of process 8 is odd.");
        assertThat(new Finding(Severity.NOTE, "x", "/tmp/a", "is odd", "").sentence())
                .isEqualTo("/tmp/a is odd.");
    }

    @Test
    void takesAWholeSentenceAsItIs() {
        assertThat(new Finding(Severity.NOTE, "x", "fd 7", "The pipe is odd; close it.", "").sentence())
                .isEqualTo("The pipe is odd; close it.");
    }
}
