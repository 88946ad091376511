package dev.ferry.app.checkpoints;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/** What is being saved and restored, above the tray. */
public final class JobsView extends VBox {
    private static final int VISIBLE_ROWS = 3;
    private static final double ROW = 89;

    private final CheckpointsViewModel model;
    private final CheckpointActions actions;
    private final Map<JobModel, Node> rows = new HashMap<>();
    private final VBox list = new VBox();

    /** A row for each; beyond the newest one scrolls. */
    public JobsView(CheckpointsViewModel model, CheckpointActions actions) {
        this.model = model;
        this.actions = actions;
        setId("jobs");
        getStyleClass().add("tray");
        ScrollPane scroll = new ScrollPane(list);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.prefViewportHeightProperty().bind(Bindings.min(list.heightProperty(), VISIBLE_ROWS * ROW));
        getChildren().add(scroll);
        model.jobs().follow(this::show);
    }

    private void show(List<JobModel> jobs) {
        rows.keySet().retainAll(jobs);
        list.getChildren()
                .setAll(jobs.stream()
                        .map(job -> rows.computeIfAbsent(job, made -> new JobRow(made, model, actions)))
                        .toList());
        setVisible(!jobs.isEmpty());
        setManaged(!jobs.isEmpty());
    }
}
