package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.fx.FactTable;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Threads, memory, files and sockets of a process. */
public final class DetailsSheet extends VBox {
    private final FactTable<ProcessDetails.ThreadFacts> threads = new FactTable<ProcessDetails.ThreadFacts>(
                    "details.threads")
            .withNumber("details.tid", 80, thread -> Integer.toString(thread.tid()))
            .with("details.name", 240, ProcessDetails.ThreadFacts::name)
            .with("details.state", 80, DetailsSheet::state);
    private final FactTable<ProcessDetails.MemoryArea> memory = new FactTable<ProcessDetails.MemoryArea>(
                    "details.memory")
            .withNumber("details.start", 120, area -> Long.toHexString(area.start()))
            .withNumber("details.size", 80, area -> Amounts.bytes(area.bytes()))
            .with("details.permissions", 64, ProcessDetails.MemoryArea::permissions)
            .with("details.what", 176, ProcessDetails.MemoryArea::what);
    private final FactTable<ProcessDetails.OpenFile> files = new FactTable<ProcessDetails.OpenFile>("details.files")
            .withNumber("details.fd", 64, file -> Integer.toString(file.fd()))
            .with("details.target", 360, ProcessDetails.OpenFile::target);
    private final FactTable<ProcessDetails.SocketFacts> sockets = new FactTable<ProcessDetails.SocketFacts>(
                    "details.sockets")
            .withNumber("details.fd", 56, socket -> Integer.toString(socket.fd()))
            .with("details.kind", 56, ProcessDetails.SocketFacts::kind)
            .with("details.local", 120, ProcessDetails.SocketFacts::local)
            .with("details.remote", 120, ProcessDetails.SocketFacts::remote)
            .with("details.state", 88, ProcessDetails.SocketFacts::state);
    private final TabPane tabs = new TabPane();
    private final Label incomplete = new Label(Texts.text("details.incomplete"));

    /** The sheet of a model. */
    public DetailsSheet(DetailsViewModel model) {
        super(16);
        getStyleClass().add("sheet-content");
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.getTabs().setAll(threads.tab(), memory.tab(), files.tab(), sockets.tab());
        incomplete.getStyleClass().addAll("small", "muted");
        incomplete.setWrapText(true);
        setVgrow(tabs, Priority.ALWAYS);
        getChildren().addAll(summary(model.process()), tabs, incomplete);
        model.details().follow(this::show);
        model.problem().follow(problem -> {
            if (!problem.isEmpty()) tablePlaceholders(problem);
        });
    }

    /** The kernel's letters mean something to few. */
    private static String state(ProcessDetails.ThreadFacts thread) {
        String known = "RSDTtZI";
        int at = known.indexOf(thread.state());
        return at < 0 ? String.valueOf(thread.state()) : Texts.text("details.state." + at);
    }

    private static VBox summary(ProcessFacts process) {
        Label command = new Label(process.command());
        command.getStyleClass().add("command");
        command.setTooltip(new Tooltip(command.getText()));
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

    private void show(Optional<ProcessDetails> answer) {
        incomplete.setVisible(answer.filter(details -> !details.complete()).isPresent());
        incomplete.setManaged(incomplete.isVisible());
        answer.ifPresent(details -> {
            threads.fill(details.threads());
            memory.fill(details.memory());
            files.fill(details.files());
            sockets.fill(details.sockets());
        });
    }

    private void tablePlaceholders(String text) {
        for (FactTable<?> table : List.of(threads, memory, files, sockets)) {
            table.sayInstead(text);
        }
    }
}
