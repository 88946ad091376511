package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.fx.Sparkline;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableCell;
import javafx.scene.control.TreeTableColumn;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** How the columns look. */
final class ProcessCells {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final Duration SOON = Duration.millis(200);
    private static final PseudoClass IDLE = PseudoClass.getPseudoClass("idle");
    private static final PseudoClass LOCKED = PseudoClass.getPseudoClass("locked");
    private static final PseudoClass PART = PseudoClass.getPseudoClass("part");

    private ProcessCells() {}

    static TreeTableColumn<ProcessNode, ?> column(ProcessColumn column) {
        return switch (column) {
            case NAME -> facts(column, 220, NameCell::new);
            case PID -> text(column, 72, process -> Integer.toString(process.pid()));
            case USER -> text(column, 80, ProcessFacts::user);
            case CPU -> cpu();
            case MEMORY -> text(column, 88, process -> Amounts.bytes(process.memoryBytes()));
            case THREADS -> text(column, 80, process -> Integer.toString(process.threads()));
            case STARTED -> text(column, 80, process -> started(process.started()));
            case COMMAND -> text(column, 320, ProcessFacts::command);
        };
    }

    private static TreeTableColumn<ProcessNode, ProcessFacts> text(
            ProcessColumn column, double width, Function<ProcessFacts, String> text) {
        return facts(column, width, () -> new TextCell(column.isNumber(), text));
    }

    private static TreeTableColumn<ProcessNode, ProcessFacts> facts(
            ProcessColumn column, double width, Supplier<TreeTableCell<ProcessNode, ProcessFacts>> cells) {
        TreeTableColumn<ProcessNode, ProcessFacts> made = new TreeTableColumn<>(column.title());
        made.setCellValueFactory(row -> facts(row.getValue()));
        made.setCellFactory(any -> cells.get());
        return dressed(made, column, width);
    }

    private static ObservableValue<ProcessFacts> facts(TreeItem<ProcessNode> row) {
        return row instanceof ProcessItem item ? item.facts() : null;
    }

    private static TreeTableColumn<ProcessNode, double[]> cpu() {
        TreeTableColumn<ProcessNode, double[]> made = new TreeTableColumn<>(ProcessColumn.CPU.title());
        made.setCellValueFactory(row -> row.getValue() instanceof ProcessItem item ? item.history() : null);
        made.setCellFactory(any -> new CpuCell());
        return dressed(made, ProcessColumn.CPU, 136);
    }

    private static <T> TreeTableColumn<ProcessNode, T> dressed(
            TreeTableColumn<ProcessNode, T> made, ProcessColumn column, double width) {
        made.setId("column-" + column.name().toLowerCase(Locale.ROOT));
        made.setUserData(column);
        made.setPrefWidth(width);
        made.setMinWidth(column == ProcessColumn.NAME ? 176 : column == ProcessColumn.COMMAND ? 96 : width);
        if (column.isNumber()) made.getStyleClass().add("number");
        return made;
    }

    /** The time for today, the day for what is older. */
    static String started(Instant instant) {
        ZonedDateTime at = instant.atZone(ZoneId.systemDefault());
        return (at.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault())) ? TIME : DAY).format(at);
    }

    private static final class TextCell extends TreeTableCell<ProcessNode, ProcessFacts> {
        private final Function<ProcessFacts, String> text;

        TextCell(boolean number, Function<ProcessFacts, String> text) {
            this.text = text;
            if (number) {
                setAlignment(Pos.CENTER_RIGHT);
                getStyleClass().add("number");
            }
        }

        @Override
        protected void updateItem(ProcessFacts process, boolean empty) {
            super.updateItem(process, empty);
            String next = empty || process == null ? null : text.apply(process);
            if (!Objects.equals(next, getText())) setText(next);
        }
    }

    /** Beside the name a lock, if the tree can not be moved. */
    private static final class NameCell extends TreeTableCell<ProcessNode, ProcessFacts> {
        private final FontIcon lock = Icons.of(Feather.LOCK, "lock");
        private final Tooltip why = new Tooltip();

        NameCell() {
            why.setShowDelay(SOON);
            why.setWrapText(true);
            why.setMaxWidth(400);
            setContentDisplay(ContentDisplay.RIGHT);
        }

        @Override
        protected void updateItem(ProcessFacts process, boolean empty) {
            super.updateItem(process, empty);
            boolean shown = !empty && process != null;
            String name = shown ? process.name() : null;
            if (!Objects.equals(name, getText())) setText(name);
            pseudoClassStateChanged(PART, shown && !process.isTreeRoot());
            boolean locked = shown && process.movable() == Movable.NO;
            pseudoClassStateChanged(LOCKED, locked);
            lock(locked, shown ? process.reason() : "");
        }

        private void lock(boolean locked, String reason) {
            if (locked == (getGraphic() != null) && reason.equals(why.getText())) return;
            setGraphic(locked ? lock : null);
            why.setText(reason);
            lock.setAccessibleText(Texts.text("processes.locked", reason));
            setTooltip(locked ? why : null);
        }
    }

    private static final class CpuCell extends TreeTableCell<ProcessNode, double[]> {
        private static final String FIGURE_SPACE = "\u2007";
        private static final int USUAL_LENGTH = "10.0 %".length();

        private final Sparkline line = new Sparkline();

        CpuCell() {
            getStyleClass().add("number");
            setAlignment(Pos.CENTER_RIGHT);
            setGraphicTextGap(8);
        }

        /** So wide that the lines before the figures stand below each other. */
        private static String aligned(String percent) {
            return FIGURE_SPACE.repeat(Math.max(0, USUAL_LENGTH - percent.length())) + percent;
        }

        @Override
        protected void updateItem(double[] history, boolean empty) {
            super.updateItem(history, empty);
            boolean shown = !empty && history != null;
            String next = shown ? aligned(Amounts.percent(history[history.length - 1])) : null;
            if (!Objects.equals(next, getText())) setText(next);
            pseudoClassStateChanged(IDLE, shown && history[history.length - 1] < 0.0005);
            if (shown) line.show(history, ProcessNode.HISTORY, 0.25);
            if (shown == (getGraphic() == null)) setGraphic(shown ? line : null);
        }
    }
}
