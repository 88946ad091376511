package dev.ferry.engine.procfs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The process groups of a tree as another host can have them. A group whose leader has ended is the tree's own, but one whose leader lives
 * outside of the tree stays behind, and its members go into the root's.
 *
 * @param pids of the tree
 * @param rootGroup the group of its root
 */
public record TreeGroups(Set<Integer> pids, int rootGroup) {
    public TreeGroups {
        pids = Set.copyOf(pids);
    }

    /** The group that stands for {@code pgrp} there. */
    public int of(int pgrp) {
        boolean staysBehind = !pids.contains(pgrp) && Files.exists(Path.of("/proc", Integer.toString(pgrp)));
        return staysBehind ? rootGroup : pgrp;
    }
}
