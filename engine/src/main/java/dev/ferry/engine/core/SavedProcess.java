package dev.ferry.engine.core;

import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import java.util.List;
import java.util.Map;

/**
 * A process of a checkpoint.
 *
 * @param entry its place in the tree
 * @param threads the image of each thread by tid, the leader first
 * @param mm its address space
 * @param areas its mappings in ascending order
 * @param program path of its executable; empty if it is not known
 */
record SavedProcess(PstreeEntry entry, Map<Integer, CoreEntry> threads, MmEntry mm, List<Area> areas, String program) {
    int pid() {
        return entry.getPid();
    }

    CoreEntry leader() {
        return threads.get(pid());
    }
}
