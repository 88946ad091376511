package dev.ferry.app.checkpoints;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.layout.VBox;

/** What is being saved and restored, above the tray. */
public final class JobsView extends VBox {
    private static final int MOST = 3;

    private final CheckpointsViewModel model;
    private final CheckpointActions actions;
    private final Map<JobModel, Node> rows = new HashMap<>();

    /** A row for the newest. */
    public JobsView(CheckpointsViewModel model, CheckpointActions actions) {
        this.model = model;
        this.actions = actions;
        setId("jobs");
        getStyleClass().add("tray");
        model.jobs().follow(this::show);
    }

    private void show(List<JobModel> jobs) {
        rows.keySet().retainAll(jobs);
        getChildren()
                .setAll(jobs.stream()
                        .limit(MOST)
                        .map(job -> rows.computeIfAbsent(job, made -> new JobRow(made, model, actions)))
                        .toList());
        setVisible(!jobs.isEmpty());
        setManaged(!jobs.isEmpty());
    }
}
