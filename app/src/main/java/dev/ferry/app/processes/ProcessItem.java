package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.control.TreeItem;

/** A row. Its cells follow its properties, so that only what is visible and changed is drawn anew. */
final class ProcessItem extends TreeItem<ProcessNode> {
    private final ReadOnlyObjectWrapper<ProcessFacts> facts;
    private final ReadOnlyObjectWrapper<double[]> history;

    ProcessItem(ProcessNode node) {
        super(node);
        facts = new ReadOnlyObjectWrapper<>(node.facts());
        history = new ReadOnlyObjectWrapper<>(node.history());
        setExpanded(true);
        node.onChange(() -> {
            facts.set(node.facts());
            history.set(node.history());
        });
    }

    ReadOnlyObjectProperty<ProcessFacts> facts() {
        return facts.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<double[]> history() {
        return history.getReadOnlyProperty();
    }
}
