package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes of a host as the trees that are shown. One whose parent is hidden moves up to the next that is shown; those whom
 * the first process of the host has adopted or started stand beside it, for below it would be everything.
 */
final class ProcessForest {
    private static final int INIT = 1;

    private final Map<Integer, ProcessNode> nodes = new HashMap<>();
    private List<ProcessNode> roots = List.of();

    /** Nodes of processes that go on stay the same objects. */
    void take(List<ProcessFacts> processes) {
        Map<Integer, ProcessNode> before = new HashMap<>(nodes);
        nodes.clear();
        for (ProcessFacts process : processes) {
            ProcessNode node = before.get(process.pid());
            if (node == null || !node.is(process)) {
                node = new ProcessNode(process);
            } else {
                node.take(process);
            }
            nodes.put(process.pid(), node);
        }
    }

    /** Hides, nests and sorts anew. */
    void arrange(ProcessFilter filter, Comparator<ProcessFacts> order) {
        Comparator<ProcessNode> byFacts = Comparator.comparing(ProcessNode::facts, order);
        Map<ProcessNode, List<ProcessNode>> below = new HashMap<>();
        List<ProcessNode> top = new ArrayList<>();
        for (ProcessNode node : nodes.values()) {
            if (!filter.shows(node.facts())) continue;
            ProcessNode parent = shownParent(node, filter);
            (parent == null ? top : below.computeIfAbsent(parent, none -> new ArrayList<>())).add(node);
        }
        below.values().forEach(children -> children.sort(byFacts));
        nodes.values().forEach(node -> node.setChildren(below.getOrDefault(node, List.of())));
        top.sort(byFacts);
        roots = top;
    }

    private ProcessNode shownParent(ProcessNode node, ProcessFilter filter) {
        int pid = node.facts().parent();
        for (int steps = 0; pid > INIT && steps <= nodes.size(); steps++) {
            ProcessNode parent = nodes.get(pid);
            if (parent == null) return null;
            if (filter.shows(parent.facts())) return parent;
            pid = parent.facts().parent();
        }
        return null;
    }

    /** Those at the left edge, sorted. */
    List<ProcessNode> roots() {
        return roots;
    }

    /** Whether nothing is known at all, before any filter. */
    boolean isEmpty() {
        return nodes.isEmpty();
    }

    Optional<ProcessFacts> find(int pid) {
        return Optional.ofNullable(nodes.get(pid)).map(ProcessNode::facts);
    }

    /** How many processes are in the tree with that root. */
    int size(int root) {
        return (int) nodes.values().stream()
                .filter(node -> isInside(node.facts(), root))
                .count();
    }

    private boolean isInside(ProcessFacts process, int root) {
        ProcessFacts at = process;
        for (int steps = 0; at != null && steps <= nodes.size(); steps++) {
            if (at.pid() == root) return true;
            at = find(at.parent()).orElse(null);
        }
        return false;
    }
}
