package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;

/** Installs guard pages. Whatever came there in rounds goes by that, so it is done when all pages have come. */
final class GuardStage {
    private GuardStage() {}

    static void install(RestoringTask task) throws IOException {
        Batch batch = task.batch();
        try {
            for (VmaEntry guard : task.plan().guards()) {
                if (!batch.hasRoom(3, 0)) {
                    batch.runAndClear();
                }
                install(task, guard, batch);
            }
            batch.run();
        } catch (ErrnoException e) {
            if (!e.is(Errno.EINVAL)) {
                throw e;
            }
            throw new RestoreException(
                    "Process " + task.pid()
                            + " has guard pages (madvise(MADV_GUARD_INSTALL)), which this kernel can not"
                            + " install there; use Linux 6.13 or later, and 6.15 for those in files.",
                    e);
        }
    }

    /** The kernel installs none in locked memory, but leaves those alone that were there before it was locked. */
    private static void install(RestoringTask task, VmaEntry guard, Batch batch) {
        long length = guard.getEnd() - guard.getStart();
        boolean isLocked = isLocked(task, guard);
        if (isLocked) {
            batch.add("munlock", Nr.MUNLOCK, guard.getStart(), length);
        }
        batch.add("madvise(MADV_GUARD_INSTALL)", Nr.MADVISE, guard.getStart(), length, Mman.MADV_GUARD_INSTALL);
        if (isLocked) {
            // It says that the pages are not there, and that is as it should be.
            batch.addMayFail("mlock", Nr.MLOCK, guard.getStart(), length);
        }
    }

    private static boolean isLocked(RestoringTask task, VmaEntry guard) {
        return task.plan().mm().getVmasList().stream()
                .anyMatch(vma -> vma.getStart() <= guard.getStart()
                        && guard.getEnd() <= vma.getEnd()
                        && (vma.getFlags() & Mman.MAP_LOCKED) != 0);
    }
}
