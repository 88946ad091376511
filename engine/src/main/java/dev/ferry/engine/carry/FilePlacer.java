package dev.ferry.engine.carry;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.engine.procfs.SysvObject;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Rename;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Puts carried files in their places on this host. Each appears at once, complete, and never takes the place of something that
 * came in between. Closing takes everything back unless {@link #keep} was called.
 */
public final class FilePlacer implements AutoCloseable {
    private final ExistingFilePolicy policy;
    private final Deque<Step> steps = new ArrayDeque<>();
    private PlacementLog log;

    /** What has become of a carried file. */
    public enum Placement {
        /** Nothing was there. */
        PLACED,
        /** The same file was there (type, size, time, owner, mode). */
        ALREADY_THERE,
        /** It has replaced a different file. */
        REPLACED,
        /** A different file was there, and the policy is to use it. */
        USES_THEIRS
    }

    public FilePlacer(ExistingFilePolicy policy) {
        this.policy = policy;
    }

    /** Takes back what other engines were killed over: files of programs that never came to run here. */
    public static void takeBackOfTheDead() throws IOException {
        PlacementLog.takeBackOfTheDead();
    }

    /** Takes an object of System V IPC, which the caller has just made, for something that was placed here. */
    public void adopt(SysvObject made) throws IOException {
        steps.push(new MadeIpc(made));
        log().hasMade(made);
    }

    /**
     * Puts one file in its place.
     *
     * @param content the image {@code carried-N}; not read if the file is not needed, nor for a symbolic link
     * @throws ImageException if the message or the content is not plausible
     * @throws ExistingFileException if the policy forbids to use or replace what is there
     */
    public Placement place(CarriedFile file, InputStream content) throws IOException {
        requirePlausible(file);
        CarriedPath path = CarriedPath.parse(file.getPath());
        ParentDirectory parent = ParentDirectory.open(path, this::made);
        try {
            Optional<FileStat> there = parent.stat(path.name());
            Optional<Placement> done = there.isPresent() ? leave(file, parent, path, there.get()) : Optional.empty();
            if (done.isPresent()) {
                parent.close();
                return done.get();
            }
            if (isDirectory(file.getMode())) {
                made(MadeDirectory.make(file, parent, path.name()));
            } else {
                steps.push(put(file, content, parent, path, there.isPresent()));
            }
            return there.isPresent() ? Placement.REPLACED : Placement.PLACED;
        } catch (IOException | RuntimeException e) {
            parent.close();
            throw e;
        }
    }

    /**
     * Makes the directories above {@code path} that are missing.
     *
     * @throws ImageException if no file may be put there
     */
    public void makeParentOf(String path) throws IOException {
        ParentDirectory.open(CarriedPath.parse(path), this::made).close();
    }

    /** Whether files may be put at an absolute path at all, wherever links on this host lead. */
    public static boolean mayPlace(String path) {
        return CarriedPath.isAllowed(path);
    }

    /** Takes {@code path}, which the caller has just made, for something that was placed here: it goes or stays with the rest. */
    public void adopt(Path path) throws IOException {
        ParentDirectory parent = ParentDirectory.of(path.getParent());
        try {
            String name = path.getFileName().toString();
            FileStat made = FileStat.at(parent.directory(), name);
            log().willPlace(parent.path(), name, name, made, false);
            steps.push(new PlacedFile(parent, name, Optional.empty(), made));
        } catch (IOException | RuntimeException e) {
            parent.close();
            throw e;
        }
    }

    private void made(MadeDirectory directory) throws IOException {
        steps.push(directory);
        log().willMake(directory.parent().path(), directory.name());
    }

    private PlacementLog log() throws IOException {
        if (log == null) {
            log = PlacementLog.ofThisProcess();
        }
        return log;
    }

    /** The program that the files came with is about to run: should we be killed, they stay. */
    public void willStay() throws IOException {
        if (log != null) {
            log.settle();
        }
    }

    /** From now on everything stays, and what was replaced is removed. */
    public void keep() throws IOException {
        unwind(Step::keep, "removing a replaced file failed");
    }

    /** Takes back what was not kept, last first. */
    @Override
    public void close() throws IOException {
        unwind(Step::undo, "not everything that was put on this host could be taken back");
        willStay();
    }

    private Optional<Placement> leave(CarriedFile file, ParentDirectory parent, CarriedPath path, FileStat there)
            throws IOException {
        if (isSame(file, there, parent.pathOf(path.name()))) {
            return Optional.of(Placement.ALREADY_THERE);
        }
        boolean sameType = ((there.mode() ^ file.getMode()) & Stat.S_IFMT) == 0;
        if (policy == ExistingFilePolicy.USE_THEIRS && sameType) {
            return Optional.of(Placement.USES_THEIRS);
        }
        boolean replaceable = there.isRegular() || there.isSymbolicLink();
        if (policy != ExistingFilePolicy.OVERWRITE || !replaceable) {
            throw new ExistingFileException(different(file, there));
        }
        return Optional.empty();
    }

    private static boolean isSame(CarriedFile file, FileStat there, String path) throws IOException {
        boolean sameOwner = there.uid() == file.getUid() && there.gid() == file.getGid();
        if (there.isDirectory() && isDirectory(file.getMode())) {
            return true;
        }
        if (there.isFifo() && isFifo(file.getMode())) {
            return true;
        }
        if (there.mode() != file.getMode() || !sameOwner) {
            return false;
        }
        return there.isSymbolicLink()
                ? Link.read(path).equals(file.getLinkTarget())
                : there.size() == file.getSize() && CarriedFiles.nanoseconds(there.modified()) == file.getMtimeNs();
    }

    private static String different(CarriedFile file, FileStat there) {
        return String.format(
                "A different %s is on this host (mode %o, owner %d:%d, %d bytes, changed %s) than the program brings "
                        + "(mode %o, owner %d:%d, %d bytes, changed %s); move it away, or choose which one to use.",
                file.getPath(),
                there.mode(),
                Integer.toUnsignedLong(there.uid()),
                Integer.toUnsignedLong(there.gid()),
                there.size(),
                NewFile.instant(CarriedFiles.nanoseconds(there.modified())),
                file.getMode(),
                Integer.toUnsignedLong(file.getUid()),
                Integer.toUnsignedLong(file.getGid()),
                file.getSize(),
                NewFile.instant(file.getMtimeNs()));
    }

    private PlacedFile put(
            CarriedFile file, InputStream content, ParentDirectory parent, CarriedPath path, boolean replace)
            throws IOException {
        String temporary = NewFile.temporaryName();
        String from = parent.pathOf(temporary);
        String to = parent.pathOf(path.name());
        try {
            NewFile.make(file, content, parent, temporary);
            FileStat made = FileStat.at(parent.directory(), temporary);
            log().willPlace(parent.path(), path.name(), temporary, made, replace);
            if (replace) {
                Rename.exchange(from, to);
                return new PlacedFile(parent, path.name(), Optional.of(temporary), made);
            }
            moveToFreeName(from, to);
            return new PlacedFile(parent, path.name(), Optional.empty(), made);
        } catch (IOException | RuntimeException e) {
            if (parent.stat(temporary).isPresent()) {
                Link.remove(from);
            }
            throw e;
        }
    }

    /** NFS and others can not rename in this way, but can make a second name. */
    private static void moveToFreeName(String from, String to) throws IOException {
        try {
            Rename.noReplace(from, to);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EINVAL)) {
                throw e;
            }
            try (Fd made = Open.path(from, Fcntl.O_PATH | Fcntl.O_NOFOLLOW)) {
                Link.file(made, to);
            }
            Link.remove(from);
        }
    }

    private static void requirePlausible(CarriedFile file) throws ImageException {
        int type = file.getMode() & Stat.S_IFMT;
        boolean isFile = type == Stat.S_IFREG && file.hasContentId() && file.getSize() >= 0;
        boolean isDirectory = isDirectory(file.getMode()) && !file.hasContentId();
        boolean isFifo = isFifo(file.getMode()) && !file.hasContentId();
        boolean isLink = type == Stat.S_IFLNK && isTarget(file.getLinkTarget());
        if (!(isFile || isLink || isDirectory || isFifo) || file.getMode() >>> 16 != 0) {
            throw new ImageException("The checkpoint carries " + file.getPath()
                    + ", which is no regular file, symbolic link, directory or fifo; dump the program again.");
        }
    }

    private static boolean isDirectory(int mode) {
        return (mode & Stat.S_IFMT) == Stat.S_IFDIR;
    }

    private static boolean isFifo(int mode) {
        return (mode & Stat.S_IFMT) == Stat.S_IFIFO;
    }

    private static boolean isTarget(String target) {
        return !target.isEmpty() && target.length() < 4096 && target.indexOf('\0') < 0;
    }

    @FunctionalInterface
    private interface Ending {
        void end(Step step) throws IOException;
    }

    /** One failure does not keep the others from their end. */
    private void unwind(Ending ending, String what) throws IOException {
        IOException failure = new IOException(what);
        while (!steps.isEmpty()) {
            try {
                ending.end(steps.pop());
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw new IOException(what + ": " + failure.getSuppressed()[0].getMessage(), failure);
        }
    }
}
