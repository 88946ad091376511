package dev.ferry.app.processes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableLayoutTest {
    @Test
    void keepsOrderWidthsAndWhatIsHidden() {
        TableLayout layout = TableLayout.parse("CPU:140 -USER:99 NAME:300", "-CPU NAME");
        assertThat(TableLayout.parse(layout.columnsText(), layout.sortsText())).isEqualTo(layout);
        assertThat(layout.columns().get(0)).isEqualTo(new TableLayout.Column(ProcessColumn.CPU, 140, true));
        assertThat(layout.columns().get(1).shown()).isFalse();
        assertThat(layout.columns()).hasSize(ProcessColumn.values().length);
        assertThat(layout.sorts())
                .containsExactly(
                        new TableLayout.Sort(ProcessColumn.CPU, true), new TableLayout.Sort(ProcessColumn.NAME, false));
    }

    @Test
    void namesNoColumnTwiceAndInventsNone() {
        TableLayout layout = TableLayout.parse("PID:1 PID:2 PINK:3 CPU:99999 CPU", "PID -PID PINK");
        assertThat(layout.columns()).extracting(TableLayout.Column::column).doesNotHaveDuplicates();
        assertThat(layout.columns())
                .filteredOn(column -> column.column() == ProcessColumn.CPU)
                .extracting(TableLayout.Column::width)
                .containsExactly(TableLayout.USUAL_WIDTH);
        assertThat(layout.sorts()).containsExactly(new TableLayout.Sort(ProcessColumn.PID, false));
    }
}
