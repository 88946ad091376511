package dev.ferry.engine.carry;

import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Mkdir;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Owner;
import java.io.IOException;

/** A directory that was missing; {@code parent} is ours to close. */
record MadeDirectory(ParentDirectory parent, String name) implements Step {
    private static final Errno ENOTEMPTY = new Errno(39);
    private static final int FLAGS = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;

    /** Makes a carried directory with its owner and permissions, empty. */
    static MadeDirectory make(CarriedFile directory, ParentDirectory parent, String name) throws IOException {
        Mkdir.path(parent.pathOf(name), 0700);
        try (Fd made = Open.at(parent.directory(), name, FLAGS, 0)) {
            FileStat stat = FileStat.of(made);
            if (stat.uid() != directory.getUid() || stat.gid() != directory.getGid()) {
                Owner.change(made, directory.getUid(), directory.getGid());
            }
            Owner.permit(made, directory.getMode() & ~Stat.S_IFMT);
            return new MadeDirectory(parent, name);
        } catch (IOException e) {
            Link.removeDirectory(parent.pathOf(name));
            throw e;
        }
    }

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
