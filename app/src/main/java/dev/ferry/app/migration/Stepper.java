package dev.ferry.app.migration;

import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.Phase;
import dev.ferry.app.fx.Icons;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** The five steps of a move in a row, and which of them is done, under way or failed. */
final class Stepper extends HBox {
    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");
    private static final PseudoClass NOW = PseudoClass.getPseudoClass("now");
    private static final PseudoClass PAUSED = PseudoClass.getPseudoClass("paused");
    private static final PseudoClass STOPPED = PseudoClass.getPseudoClass("stopped");

    private final Map<Step, Label> labels = new EnumMap<>(Step.class);

    Stepper() {
        super(8);
        getStyleClass().add("stepper");
        setAlignment(Pos.CENTER_LEFT);
        for (Step step : Step.values()) {
            if (!getChildren().isEmpty()) getChildren().add(connection());
            Label label = new Label(step.title());
            label.getStyleClass().addAll("small", "step");
            label.setMinWidth(Region.USE_PREF_SIZE);
            labels.put(step, label);
            getChildren().add(label);
        }
    }

    private static Region connection() {
        Region line = new Region();
        line.getStyleClass().add("connection");
        HBox.setHgrow(line, Priority.ALWAYS);
        return line;
    }

    void show(Optional<Step> reached, Optional<Phase> phase, Optional<MoveEnd> end, boolean paused) {
        boolean arrived = end.filter(MoveEnd.Moved.class::isInstance).isPresent();
        boolean stopped = (end.isPresent() && !arrived)
                || phase.filter(Phase.ROLLING_BACK::equals).isPresent();
        labels.forEach((step, label) -> {
            boolean done =
                    arrived || reached.filter(at -> step.compareTo(at) < 0).isPresent();
            boolean current = !arrived && reached.filter(step::equals).isPresent();
            label.pseudoClassStateChanged(DONE, done);
            label.pseudoClassStateChanged(NOW, current && !stopped);
            label.pseudoClassStateChanged(STOPPED, current && stopped);
            label.pseudoClassStateChanged(PAUSED, current && paused);
            Feather unfinished = stopped ? Feather.X_CIRCLE : paused ? Feather.PAUSE_CIRCLE : Feather.CIRCLE;
            label.setGraphic(Icons.of(done ? Feather.CHECK_CIRCLE : current ? unfinished : Feather.CIRCLE));
        });
    }
}
