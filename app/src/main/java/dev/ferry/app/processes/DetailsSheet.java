package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Threads, memory, files and sockets of a process. */
public final class DetailsSheet extends VBox {
    private final TableView<ProcessDetails.ThreadFacts> threads = table("details.threads");
    private final TableView<ProcessDetails.MemoryArea> memory = table("details.memory");
    private final TableView<ProcessDetails.OpenFile> files = table("details.files");
    private final TableView<ProcessDetails.SocketFacts> sockets = table("details.sockets");
    private final TabPane tabs = new TabPane();
    private final Label incomplete = new Label(Texts.text("details.incomplete"));

    /** The sheet of a model. */
    public DetailsSheet(DetailsViewModel model) {
        super(16);
        getStyleClass().add("sheet-content");
        columns();
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.getTabs().setAll(tab(threads), tab(memory), tab(files), tab(sockets));
        incomplete.getStyleClass().addAll("small", "muted");
        incomplete.setWrapText(true);
        setVgrow(tabs, Priority.ALWAYS);
        getChildren().addAll(summary(model.process()), tabs, incomplete);
        model.details().follow(this::show);
        model.problem().follow(problem -> {
            if (!problem.isEmpty()) tablePlaceholders(problem);
        });
    }

    private static VBox summary(ProcessFacts process) {
        Label command = new Label(process.command());
        command.setWrapText(true);
        command.setMaxHeight(72);
        Label facts = new Label(Texts.text(
                "details.facts",
                process.pid(),
                process.user(),
                Amounts.bytes(process.memoryBytes()),
                Texts.counted("details.thread", process.threads())));
        facts.getStyleClass().addAll("small", "muted");
        VBox summary = new VBox(4, command, facts);
        if (!process.reason().isEmpty()) {
            Label reason = new Label(process.reason());
            reason.setWrapText(true);
            reason.getStyleClass().addAll("verdict", "blocker");
            summary.getChildren().add(reason);
        }
        return summary;
    }

    private void columns() {
        threads.getColumns()
                .setAll(List.of(
                        column("details.tid", 80, true, thread -> Integer.toString(thread.tid())),
                        column("details.name", 240, false, ProcessDetails.ThreadFacts::name),
                        column("details.state", 80, false, thread -> String.valueOf(thread.state()))));
        memory.getColumns()
                .setAll(List.of(
                        column("details.start", 120, true, area -> Long.toHexString(area.start())),
                        column("details.size", 80, true, area -> Amounts.bytes(area.bytes())),
                        column("details.permissions", 64, false, ProcessDetails.MemoryArea::permissions),
                        column("details.what", 176, false, ProcessDetails.MemoryArea::what)));
        files.getColumns()
                .setAll(List.of(
                        column("details.fd", 64, true, file -> Integer.toString(file.fd())),
                        column("details.target", 360, false, ProcessDetails.OpenFile::target)));
        sockets.getColumns()
                .setAll(List.of(
                        column("details.fd", 56, true, socket -> Integer.toString(socket.fd())),
                        column("details.kind", 56, false, ProcessDetails.SocketFacts::kind),
                        column("details.local", 120, false, ProcessDetails.SocketFacts::local),
                        column("details.remote", 120, false, ProcessDetails.SocketFacts::remote),
                        column("details.state", 88, false, ProcessDetails.SocketFacts::state)));
    }

    private static <T> TableView<T> table(String name) {
        TableView<T> table = new TableView<>();
        table.setFixedCellSize(28);
        table.setAccessibleText(Texts.text(name));
        table.setUserData(name);
        table.setPlaceholder(placeholder(Texts.text("details.asking")));
        return table;
    }

    private static Label placeholder(String text) {
        Label empty = new Label(text);
        empty.getStyleClass().add("empty");
        empty.setWrapText(true);
        return empty;
    }

    private static Tab tab(TableView<?> table) {
        return new Tab(Texts.text((String) table.getUserData()), table);
    }

    private static <T> TableColumn<T, String> column(
            String title, double width, boolean number, Function<T, String> text) {
        TableColumn<T, String> column = new TableColumn<>(Texts.text(title));
        column.setPrefWidth(width);
        column.setCellValueFactory(row -> new ReadOnlyStringWrapper(text.apply(row.getValue())));
        column.setReorderable(false);
        if (number) {
            column.getStyleClass().add("number");
            column.setCellFactory(any -> new NumberCell<>());
            column.setSortable(false);
        }
        return column;
    }

    private static final class NumberCell<T> extends TableCell<T, String> {
        NumberCell() {
            setAlignment(Pos.CENTER_RIGHT);
            getStyleClass().add("number");
        }

        @Override
        protected void updateItem(String text, boolean empty) {
            super.updateItem(text, empty);
            setText(empty ? null : text);
        }
    }

    private void show(Optional<ProcessDetails> answer) {
        incomplete.setVisible(answer.filter(details -> !details.complete()).isPresent());
        incomplete.setManaged(incomplete.isVisible());
        answer.ifPresent(details -> {
            fill(0, threads, details.threads());
            fill(1, memory, details.memory());
            fill(2, files, details.files());
            fill(3, sockets, details.sockets());
            tablePlaceholders(Texts.text("details.none"));
        });
    }

    private <T> void fill(int tab, TableView<T> table, List<T> rows) {
        table.getItems().setAll(rows);
        tabs.getTabs().get(tab).setText(Texts.text((String) table.getUserData()) + "  " + rows.size());
    }

    private void tablePlaceholders(String text) {
        for (TableView<?> table : List.of(threads, memory, files, sockets)) {
            table.setPlaceholder(placeholder(text));
        }
    }
}
