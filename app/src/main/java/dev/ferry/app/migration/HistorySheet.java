package dev.ferry.app.migration;

import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.HistoryEntry.Outcome;
import dev.ferry.app.fx.CopyButton;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Texts;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Moves and checkpoints of all days, the newest first. */
public final class HistorySheet extends ScrollPane {
    private static final int MOST = 200;
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);

    private final String report;

    /** A list of these. */
    public HistorySheet(List<HistoryEntry> entries) {
        setId("history-list");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        report = entries.stream().limit(MOST).map(HistorySheet::report).collect(Collectors.joining("\n"));
        VBox rows = new VBox();
        entries.stream().limit(MOST).map(HistorySheet::row).forEach(rows.getChildren()::add);
        setContent(entries.isEmpty() ? empty() : rows);
    }

    /** The button below. */
    public HBox footer() {
        HBox footer = new HBox(new CopyButton(() -> report));
        footer.setDisable(report.isEmpty());
        return footer;
    }

    private static String report(HistoryEntry entry) {
        return Texts.text(
                "history.report", entry.at(), entry.program(), entry.pid(), entry.from(), entry.to(), entry.sentence());
    }

    private static Label empty() {
        Label empty = new Label(Texts.text("history.empty"));
        empty.getStyleClass().add("empty");
        empty.setWrapText(true);
        return empty;
    }

    private static Feather icon(Outcome outcome) {
        return switch (outcome) {
            case MOVED -> Feather.CHECK_CIRCLE;
            case REFUSED, FAILED -> Feather.X_CIRCLE;
            case CANCELLED -> Feather.SLASH;
            case IN_DOUBT -> Feather.HELP_CIRCLE;
            case SAVED -> Feather.SAVE;
            case RESTORED -> Feather.PLAY_CIRCLE;
        };
    }

    private static Node row(HistoryEntry entry) {
        Label way = new Label(Texts.text(
                "history.way", WHEN.format(entry.at().atZone(ZoneId.systemDefault())), entry.from(), entry.to()));
        way.getStyleClass().addAll("small", "muted");
        Label sentence = new Label(entry.sentence());
        sentence.setWrapText(true);
        VBox texts = new VBox(4, way, sentence);
        HBox.setHgrow(texts, Priority.ALWAYS);
        String style = entry.outcome().name().toLowerCase(Locale.ROOT).replace("_", "");
        HBox row = new HBox(8, Icons.of(icon(entry.outcome()), "outcome", style), texts);
        row.getStyleClass().add("history-entry");
        return row;
    }
}
