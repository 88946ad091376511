package dev.ferry.engine.restore;

import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.inject.Trampoline;
import java.io.IOException;

/** Takes away from the first task what it has from the stub, so that all tasks begin with nothing. */
final class EmptyMemory {
    private EmptyMemory() {}

    /** Closes all descriptors and unmaps all but the scratch memory and the kernel's own mappings, which are parked beside it. */
    static void leave(RestoringTask task) throws IOException {
        Batch batch = task.batch();
        batch.add("close_range", Nr.CLOSE_RANGE, 0, 0xffff_ffffL, 0);
        long scratch = task.site().trampoline();
        for (Mapping mapping : Maps.read(task.pid())) {
            boolean ours = mapping.start() >= scratch && mapping.end() <= scratch + Trampoline.SIZE;
            if (!ours && !mapping.isVdso() && !mapping.isVvar() && !mapping.isVsyscall()) {
                batch.add("munmap", Nr.MUNMAP, mapping.start(), mapping.length());
            }
        }
        batch.run();
        VdsoMover.park(task);
    }
}
