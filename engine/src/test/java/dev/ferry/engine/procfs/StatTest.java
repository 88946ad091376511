package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatTest {
    /** Every field holds its own number, so that one read from the wrong place shows. */
    private static final String NUMBERED =
            "1 (x) S 4 5 6 7 -1 9 10 11 12 13 14 15 16 17 18 -19 20 21 22 23 24 25 26 27 28"
                    + " 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52\n";

    @Test
    void takesEveryFieldFromItsPlace() throws IOException {
        Stat expected = new Stat(
                1, "x", 'S', 4, 5, 6, 7, -1, 9, 14, 15, -19, 20, 22, 23, 24, 26, 27, 28, 38, 40, 41, 45, 46, 47, 48, 49,
                50, 51, 52);
        assertThat(Stat.parse(NUMBERED)).isEqualTo(expected);
    }

    @Test
    void readsACapturedProcess() throws IOException {
        Stat stat = Stat.parse(Captured.text("stat"));
        assertThat(stat.comm()).isEqualTo("cat");
        assertThat(stat.state()).isEqualTo('R');
        assertThat(stat.startBrk()).isEqualTo(94716982140928L);
        assertThat(stat.exitSignal()).isEqualTo(17);
    }

    @Test
    void readsAZombieWithItsExitCode() throws IOException {
        Stat stat = Stat.parse(Captured.text("zombie-stat"));
        assertThat(stat.state()).isEqualTo('Z');
        assertThat(stat.exitCode()).isEqualTo(3 << 8);
        assertThat(stat.vsize()).isZero();
    }

    @Test
    void readsAKernelThread() throws IOException {
        Stat stat = Stat.parse(Captured.text("kthread-stat"));
        assertThat(stat.comm()).isEqualTo("kthreadd");
        assertThat(stat.tpgid()).isEqualTo(-1);
        assertThat(stat.ppid()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", ") (", "x) R 1 1", "((", "))", "", "two\nlines", ") Z 1 (1"})
    void keepsAnyName(String comm) throws IOException {
        Stat stat = Stat.parse(NUMBERED.replace("(x)", "(" + comm + ")"));
        assertThat(stat.comm()).isEqualTo(comm);
        assertThat(stat.ppid()).isEqualTo(4);
    }

    @Test
    void namesTheMisreadField() {
        assertThatThrownBy(() -> Stat.parse(NUMBERED.replace(" 22 ", " x22 ")))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("stat, line 1: starttime 'x22' is not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 (x", "1 (x) S 4", "1 (x) SS 4 5 6", "1 x) S 4 5"})
    void refusesATruncatedLine(String text) {
        assertThatThrownBy(() -> Stat.parse(text)).isInstanceOf(ProcfsException.class);
    }

    @Test
    void refusesAStateThatIsNotALetter() {
        assertThatThrownBy(() -> Stat.parse(NUMBERED.replace(" S ", " 5 "))).hasMessageContaining("state '5'");
    }

    @Test
    void refusesAPidBeyondAnInt() {
        assertThatThrownBy(() -> Stat.parse(NUMBERED.replace(" S 4 ", " S 4294967296 ")))
                .hasMessageContaining("ppid is 4294967296");
    }
}
