package dev.ferry.engine.carry;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Mknod;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.file.Timespec;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;

/** A carried file while it still has a name that nobody knows. */
final class NewFile {
    private static final int NEW = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;
    private static final int FOR_US_ALONE = 0600;
    private static final long NANOSECONDS = 1_000_000_000;

    private NewFile() {}

    static String temporaryName() {
        return String.format(".ferry-%016x", new SecureRandom().nextLong());
    }

    /** Makes the file complete; after a failure it may be there in part. */
    static void make(CarriedFile file, InputStream content, ParentDirectory parent, String name) throws IOException {
        if ((file.getMode() & Stat.S_IFMT) == Stat.S_IFLNK) {
            link(file, parent.pathOf(name));
            return;
        }
        if ((file.getMode() & Stat.S_IFMT) == Stat.S_IFIFO) {
            fifo(file, parent.pathOf(name));
            return;
        }
        try (Fd made = Open.at(parent.directory(), name, NEW, FOR_US_ALONE)) {
            fill(file, content, made);
            adopt(file, made);
        }
    }

    private static void link(CarriedFile file, String path) throws IOException {
        Link.symbolic(file.getLinkTarget(), path);
        FileStat made = FileStat.ofLink(path);
        if (isStranger(file, made)) {
            give(file, () -> Owner.change(path, file.getUid(), file.getGid()));
        }
        Owner.times(path, time(file.getMtimeNs()), time(file.getMtimeNs()));
    }

    private static void fifo(CarriedFile file, String path) throws IOException {
        Mknod.fifo(path, FOR_US_ALONE);
        try (Fd made = Open.path(path, Fcntl.O_RDWR | Fcntl.O_NONBLOCK | Fcntl.O_NOFOLLOW)) {
            adopt(file, made);
        }
    }

    private static void fill(CarriedFile file, InputStream content, Fd made) throws IOException {
        try {
            CarriedContent.read(content, file.getSize(), made);
        } catch (ImageException e) {
            throw new ImageException("The carried file " + file.getPath() + " is damaged: " + e.getMessage() + ".", e);
        }
    }

    /** In this order: a new owner clears set-user-id, and every change but the last one touches the time. */
    private static void adopt(CarriedFile file, Fd made) throws IOException {
        FileStat stat = FileStat.of(made);
        int permissions = file.getMode() & ~Stat.S_IFMT;
        // Files that we make belong to us: this is our user as the file system sees it.
        boolean isRoot = stat.uid() == 0;
        if ((permissions & (Stat.S_ISUID | Stat.S_ISGID)) != 0 && !isRoot) {
            throw new ImageException(
                    "The carried file " + file.getPath()
                            + " runs as its owner or group (set-user-id or set-group-id), which only root may put on this host.");
        }
        if (isStranger(file, stat)) {
            give(file, () -> Owner.change(made, file.getUid(), file.getGid()));
        }
        Owner.permit(made, permissions);
        Owner.times(made, time(file.getMtimeNs()), time(file.getMtimeNs()));
    }

    private static boolean isStranger(CarriedFile file, FileStat made) {
        return made.uid() != file.getUid() || made.gid() != file.getGid();
    }

    @FunctionalInterface
    private interface Change {
        void make() throws ErrnoException;
    }

    private static void give(CarriedFile file, Change change) throws IOException {
        try {
            change.make();
        } catch (ErrnoException e) {
            throw new IOException(
                    String.format(
                            "The carried file %s belongs to %d:%d and can not be given to them on this host (%s); "
                                    + "run Ferry as root.",
                            file.getPath(),
                            Integer.toUnsignedLong(file.getUid()),
                            Integer.toUnsignedLong(file.getGid()),
                            e.errno()),
                    e);
        }
    }

    private static Timespec time(long nanoseconds) {
        return new Timespec(Math.floorDiv(nanoseconds, NANOSECONDS), (int) Math.floorMod(nanoseconds, NANOSECONDS));
    }

    /** For messages. */
    static Instant instant(long nanoseconds) {
        return Instant.ofEpochSecond(0, nanoseconds);
    }
}
