package dev.ferry.engine.carry;

import dev.ferry.engine.procfs.SysvObject;
import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.ipc.MessageQueue;
import dev.ferry.linux.ipc.SemaphoreSet;
import dev.ferry.linux.ipc.SharedSegment;
import java.io.IOException;
import java.util.Optional;

/**
 * System V shared memory, semaphores or a message queue that was made for a program that does not run yet.
 *
 * @param made as it was when it was new
 */
record MadeIpc(SysvObject made) implements Step {
    /** Shared memory goes with the last who is attached to it. */
    @Override
    public void undo() throws IOException {
        Optional<? extends SysvObject> now = now();
        if (now.isPresent() && now.get().key() == made.key() && now.get().cuid() == made.cuid()) {
            remove(made);
        }
    }

    private Optional<? extends SysvObject> now() throws IOException {
        if (made instanceof SysvShm) {
            return SysvShm.find(made.id());
        }
        return made instanceof SysvSemaphores ? SysvSemaphores.find(made.id()) : SysvQueue.find(made.id());
    }

    static void remove(SysvObject object) throws ErrnoException {
        if (object instanceof SysvShm) {
            new SharedSegment(object.id()).remove();
        } else if (object instanceof SysvSemaphores) {
            new SemaphoreSet(object.id()).remove();
        } else {
            new MessageQueue(object.id()).remove();
        }
    }

    @Override
    public void keep() {}
}
