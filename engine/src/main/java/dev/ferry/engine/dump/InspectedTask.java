package dev.ferry.engine.dump;

import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.ThreadScheduling;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Stat;
import java.util.List;
import java.util.Map;

/**
 * What a frozen task has told about itself.
 *
 * @param pid its process id
 * @param stat its line of /proc/PID/stat
 * @param umask its umask
 * @param cores the core image of each thread by tid, the leader first
 * @param scheduling of the threads that are not scheduled as usual
 * @param mm its address space without the mappings
 * @param mappings its memory mappings; empty for a zombie
 */
record InspectedTask(
        int pid,
        Stat stat,
        int umask,
        Map<Integer, CoreEntry> cores,
        List<ThreadScheduling> scheduling,
        MmEntry mm,
        List<Mapping> mappings) {
    boolean isZombie() {
        return mappings.isEmpty();
    }
}
