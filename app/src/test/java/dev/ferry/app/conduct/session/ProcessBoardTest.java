package dev.ferry.app.conduct.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.ProcessChange;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import dev.ferry.app.conduct.ProcessLine;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.WatchLine.Sampled;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessBoardTest {
    private static final HostLoad LOAD = new HostLoad(0.5, 0.25, 1, 2);

    private final ProcessBoard board = new ProcessBoard();

    private static ProcessLine line(int pid, String command) {
        return new ProcessLine(pid, 1, pid, "name", "user", command, 'S', 3, 4096, 0.5, 100, 1_700_000_000_000L, 2, "");
    }

    private Sample apply(List<ProcessLine> born, List<ProcessChange> changed, List<Integer> gone) throws IOException {
        return board.apply(new Sampled(LOAD, born, changed, gone), Instant.EPOCH);
    }

    @Test
    void keepsWhatHasNotChanged() throws IOException {
        Sample first = apply(List.of(line(9, "b"), line(5, "a")), List.of(), List.of());
        Sample second = apply(List.of(), List.of(new ProcessChange(9, 'R', 4, 8192, 1.5)), List.of());
        assertThat(second.processes().get(0)).isSameAs(first.processes().get(0));
        assertThat(second.processes().get(1)).satisfies(changed -> {
            assertThat(changed.cpuShare()).isEqualTo(1.5);
            assertThat(changed.threads()).isEqualTo(4);
            assertThat(changed.command()).isEqualTo("b");
            assertThat(changed.movable()).isEqualTo(Movable.YES);
        });
        assertThat(apply(List.of(), List.of(), List.of(5)).processes()).hasSize(1);
    }

    @Test
    void textsOfOtherHostsCanDoNothingToAScreen() throws IOException {
        Sample sample = apply(List.of(line(5, "\u001b[2J\u202eevil" + "x".repeat(5_000))), List.of(), List.of());
        assertThat(sample.processes().get(0).command())
                .startsWith(" [2J evil")
                .hasSizeLessThanOrEqualTo(ProcessLine.COMMAND_LENGTH);
    }

    @Test
    void refusesWhatCanNotBe() {
        assertThatThrownBy(() -> apply(List.of(), List.of(new ProcessChange(9, 'R', 4, 1, 1)), List.of()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> apply(List.of(line(-1, "a")), List.of(), List.of()))
                .isInstanceOf(IOException.class);
        ProcessLine nan = new ProcessLine(5, 1, 5, "n", "u", "c", 'S', 3, 1, Double.NaN, 1, 1, 0, "");
        assertThatThrownBy(() -> apply(List.of(nan), List.of(), List.of())).isInstanceOf(IOException.class);
    }
}
