package dev.ferry.app.processes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.collections.ObservableList;
import javafx.scene.control.TreeItem;

/** Makes the rows follow the nodes, and changes as little as possible: each change of a list costs the table a layout. */
final class ProcessItems {
    private final TreeItem<ProcessNode> root = new TreeItem<>();
    private Map<ProcessNode, ProcessItem> items = new HashMap<>();

    ProcessItems() {
        root.setExpanded(true);
    }

    TreeItem<ProcessNode> root() {
        return root;
    }

    /** Whether any row came, went or changed its place. */
    boolean follow(List<ProcessNode> nodes) {
        Map<ProcessNode, ProcessItem> kept = new HashMap<>();
        boolean changed = follow(root, nodes, kept);
        items = kept;
        return changed;
    }

    private boolean follow(TreeItem<ProcessNode> parent, List<ProcessNode> nodes, Map<ProcessNode, ProcessItem> kept) {
        List<TreeItem<ProcessNode>> wanted = new ArrayList<>(nodes.size());
        for (ProcessNode node : nodes) {
            ProcessItem item = items.get(node);
            if (item == null) item = new ProcessItem(node);
            kept.put(node, item);
            wanted.add(item);
        }
        boolean changed = arrange(parent.getChildren(), wanted);
        for (int i = 0; i < wanted.size(); i++) {
            changed |= follow(wanted.get(i), nodes.get(i).children(), kept);
        }
        return changed;
    }

    private static boolean arrange(ObservableList<TreeItem<ProcessNode>> shown, List<TreeItem<ProcessNode>> wanted) {
        if (shown.equals(wanted)) return false;
        Set<TreeItem<ProcessNode>> staying = new HashSet<>(wanted);
        shown.removeIf(item -> !staying.contains(item));
        Set<TreeItem<ProcessNode>> already = new HashSet<>(shown);
        for (int i = 0; i < wanted.size(); i++) {
            TreeItem<ProcessNode> item = wanted.get(i);
            if (i < shown.size() && shown.get(i) == item) continue;
            if (already.contains(item)) {
                shown.setAll(wanted);
                return true;
            }
            shown.add(i, item);
        }
        return true;
    }

    /** The row of a node that is shown; null if there is none. */
    ProcessItem of(ProcessNode node) {
        return items.get(node);
    }
}
