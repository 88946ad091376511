package dev.ferry.app.migration;

import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** A bar for every round of memory: how much it had to send, and how much of that it has sent. */
final class RoundBars extends VBox {
    private static final double HEIGHT = 40;
    private static final double BAR = 8;
    private static final int SHOWN = 14;

    private final HBox bars = new HBox(2);
    private final Label caption = new Label();

    RoundBars() {
        super(4);
        getStyleClass().add("rounds");
        bars.setAlignment(Pos.BOTTOM_LEFT);
        bars.setMinHeight(HEIGHT);
        bars.setMaxHeight(HEIGHT);
        caption.getStyleClass().addAll("small", "muted");
        setAlignment(Pos.CENTER_LEFT);
        double width = SHOWN * (BAR + 2) - 2;
        setMinWidth(width);
        setPrefWidth(width);
        setMaxWidth(width);
        getChildren().addAll(bars, caption);
    }

    void show(List<Round> rounds) {
        setVisible(!rounds.isEmpty());
        List<Round> last = rounds.subList(Math.max(0, rounds.size() - SHOWN), rounds.size());
        long highest = last.stream().mapToLong(Round::dirtyBytes).max().orElse(1);
        bars.getChildren()
                .setAll(last.stream().map(round -> bar(round, highest)).toList());
        caption.setText(Texts.counted("move.rounds", rounds.size()));
    }

    private static StackPane bar(Round round, long highest) {
        double full = Math.max(2, HEIGHT * round.dirtyBytes() / Math.max(1, highest));
        Region whole = region("whole", full);
        Region sent = region("sent", full * Math.min(1, (double) round.sentBytes() / Math.max(1, round.dirtyBytes())));
        StackPane bar = new StackPane(whole, sent);
        bar.setAlignment(Pos.BOTTOM_CENTER);
        bar.setMinSize(BAR, full);
        bar.setMaxSize(BAR, full);
        Tooltip.install(bar, new Tooltip(Texts.text("move.round", round.number(), Amounts.bytes(round.dirtyBytes()))));
        return bar;
    }

    private static Region region(String style, double height) {
        Region region = new Region();
        region.getStyleClass().add(style);
        region.setMinHeight(height);
        region.setMaxHeight(height);
        return region;
    }
}
