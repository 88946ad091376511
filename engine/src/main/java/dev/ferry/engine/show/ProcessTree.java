package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.PstreeEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The processes in the order in which people draw a tree: each right behind its parent, with all that descend from it. */
final class ProcessTree {
    private ProcessTree() {}

    /** A process, and how many generations it is below the root. */
    record Member(PstreeEntry entry, int depth) {}

    /** @throws ImageException if the entries are no tree: parents come before their children, and all have one but the first */
    static List<Member> of(List<PstreeEntry> entries) throws ImageException {
        if (entries.isEmpty()) {
            throw new ImageException("The checkpoint has no tasks.");
        }
        Map<Integer, List<PstreeEntry>> children = children(entries);
        List<Member> members = new ArrayList<>();
        Deque<Member> next = new ArrayDeque<>();
        next.push(new Member(entries.get(0), 0));
        while (!next.isEmpty()) {
            Member member = next.pop();
            members.add(member);
            List<PstreeEntry> below = children.getOrDefault(member.entry().getPid(), List.of());
            for (int i = below.size() - 1; i >= 0; i--) {
                next.push(new Member(below.get(i), member.depth() + 1));
            }
        }
        return members;
    }

    private static Map<Integer, List<PstreeEntry>> children(List<PstreeEntry> entries) throws ImageException {
        Map<Integer, List<PstreeEntry>> children = new HashMap<>();
        Set<Integer> pids = new HashSet<>();
        for (PstreeEntry entry : entries) {
            boolean isRoot = pids.isEmpty();
            boolean hasParent = isRoot || pids.contains(entry.getPpid());
            if (entry.getPid() <= 0 || !hasParent || !pids.add(entry.getPid())) {
                throw new ImageException("pstree.img does not describe one tree (at process "
                        + Integer.toUnsignedString(entry.getPid()) + ").");
            }
            if (!isRoot) {
                children.computeIfAbsent(entry.getPpid(), none -> new ArrayList<>())
                        .add(entry);
            }
        }
        return children;
    }
}
