package dev.ferry.engine.carry;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.file.Link;
import java.io.IOException;

/** A directory that was missing; {@code parent} is ours to close. */
record MadeDirectory(ParentDirectory parent, String name) implements Step {
    private static final Errno ENOTEMPTY = new Errno(39);

    @Override
    public void undo() throws IOException {
        try (parent) {
            Link.removeDirectory(parent.pathOf(name));
        } catch (ErrnoException e) {
            boolean usedByOthers = e.is(ENOTEMPTY) || e.is(Errno.ENOENT);
            if (!usedByOthers) {
                throw e;
            }
        }
    }

    @Override
    public void keep() {
        parent.close();
    }
}
