package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    @Test
    void putsEveryParentBeforeItsChildren() {
        ProcessTable table = ProcessTable.of(List.of(row(5, 9), row(9, 2), row(2, 1), row(3, 2), row(7, 1)));
        assertThat(table.descendants(2)).extracting(ProcessRow::pid).containsExactly(3, 9, 5);
        assertThat(table.children(1)).extracting(ProcessRow::pid).containsExactly(2, 7);
        assertThat(table.descendants(5)).isEmpty();
        assertThat(table.find(8)).isEmpty();
    }

    @Test
    void survivesACircleOfParents() {
        ProcessTable table = ProcessTable.of(List.of(row(2, 3), row(3, 2), row(4, 3)));
        assertThat(table.descendants(2)).extracting(ProcessRow::pid).containsExactly(3, 4);
    }

    private static ProcessRow row(int pid, int ppid) {
        return new ProcessRow(pid, ppid, 'S', "x", 0, 1, 1, 100);
    }
}
