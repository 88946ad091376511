package dev.ferry.engine.carry;

import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.ipc.SharedSegment;
import java.io.IOException;
import java.util.Optional;

/**
 * A System V shared memory segment that was made for a program that does not run yet.
 *
 * @param made as it was when it was new
 */
record MadeSegment(SysvShm made) implements Step {
    /** It goes with the last who is attached to it. */
    @Override
    public void undo() throws IOException {
        Optional<SysvShm> now = SysvShm.find(made.id());
        if (now.isPresent() && now.get().key() == made.key() && now.get().cuid() == made.cuid()) {
            new SharedSegment(made.id()).remove();
        }
    }

    @Override
    public void keep() {}
}
