package dev.ferry.app.migration;

import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.animation.Interpolator;
import javafx.animation.KeyFrame;
import javafx.animation.KeyValue;
import javafx.animation.Timeline;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** The tray at the bottom, which slides up with the first move. */
public final class TrayView extends VBox {
    private static final Duration SLIDE = Duration.millis(160);
    private static final double HEADER = 40;
    private static final double ROW = 104;
    private static final int VISIBLE_ROWS = 3;

    private final MoveActions actions;
    private final VBox rows = new VBox();
    private final ScrollPane scroll = new ScrollPane(rows);
    private final Label title = new Label();
    private final Button fold = new Button(null, Icons.of(Feather.CHEVRON_DOWN));
    private final Map<MoveModel, Node> views = new HashMap<>();
    private boolean folded;

    /** A row for every move. */
    public TrayView(MovesViewModel model, MoveActions actions) {
        this.actions = actions;
        setId("tray");
        getStyleClass().add("tray");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(header(), scroll);
        setMinHeight(0);
        setPrefHeight(0);
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        setVisible(false);
        model.moves().follow(this::show);
    }

    private Node header() {
        title.getStyleClass().add("pane-title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button history = new Button(Texts.text("tray.history"), Icons.of(Feather.CLOCK));
        history.setId("history");
        history.getStyleClass().addAll("small", "flat");
        history.setOnAction(event -> actions.showHistory());
        fold.getStyleClass().addAll("flat", "button-icon");
        fold.setId("fold");
        fold.setTooltip(new Tooltip(Texts.text("tray.fold")));
        fold.setAccessibleText(Texts.text("tray.fold"));
        fold.setOnAction(event -> fold(!folded));
        HBox header = new HBox(8, title, space, history, fold);
        header.setAlignment(Pos.CENTER_LEFT);
        header.setMinHeight(HEADER);
        header.getStyleClass().add("tray-header");
        return header;
    }

    private void show(List<MoveModel> moves) {
        boolean more = moves.size() > views.size();
        views.keySet().retainAll(moves);
        rows.getChildren().setAll(moves.stream().map(this::view).toList());
        title.setText(Texts.counted("tray.title", moves.size()));
        fold(folded && !more);
    }

    private Node view(MoveModel move) {
        return views.computeIfAbsent(move, made -> {
            MoveRow row = new MoveRow(made, actions);
            row.heightProperty().addListener((any, before, height) -> slide());
            return row;
        });
    }

    private void fold(boolean next) {
        folded = next;
        fold.setGraphic(Icons.of(folded ? Feather.CHEVRON_UP : Feather.CHEVRON_DOWN));
        slide();
    }

    private double wantedHeight() {
        if (views.isEmpty()) return 0;
        return folded ? HEADER : HEADER + Math.min(rows.prefHeight(getWidth()), ROW * VISIBLE_ROWS) + 1;
    }

    private void slide() {
        double height = wantedHeight();
        if (height == getPrefHeight()) return;
        if (height > 0) setVisible(true);
        Timeline slide =
                new Timeline(new KeyFrame(SLIDE, new KeyValue(prefHeightProperty(), height, Interpolator.EASE_OUT)));
        slide.setOnFinished(event -> setVisible(wantedHeight() > 0));
        slide.play();
    }
}
