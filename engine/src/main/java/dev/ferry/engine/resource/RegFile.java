package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_APPEND;
import static dev.ferry.linux.abi.Fcntl.O_CLOEXEC;
import static dev.ferry.linux.abi.Fcntl.O_CREAT;
import static dev.ferry.linux.abi.Fcntl.O_DIRECT;
import static dev.ferry.linux.abi.Fcntl.O_EXCL;
import static dev.ferry.linux.abi.Fcntl.O_LARGEFILE;
import static dev.ferry.linux.abi.Fcntl.O_NOATIME;
import static dev.ferry.linux.abi.Fcntl.O_NOCTTY;
import static dev.ferry.linux.abi.Fcntl.O_NOFOLLOW;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_PATH;
import static dev.ferry.linux.abi.Fcntl.O_SYNC;
import static dev.ferry.linux.abi.Fcntl.O_TMPFILE;
import static dev.ferry.linux.abi.Fcntl.O_TRUNC;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.resource.RestoreContext.Appended;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Seek;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What open files with a path have in common (regular files, directories, devices): CRIU's {@code RegFileEntry}. */
final class RegFile {
    private static final Errno ENOTDIR = new Errno(20);

    /** They decide what open(2) does with a name, and mean nothing to a file that is open. */
    private static final int ONLY_WHEN_OPENED = O_CREAT | O_EXCL | O_TRUNC | O_NOCTTY | O_CLOEXEC;

    /** O_TMPFILE contains O_DIRECTORY, O_SYNC contains O_DSYNC. */
    private static final int KNOWN = ONLY_WHEN_OPENED
            | O_ACCMODE
            | O_APPEND
            | O_NONBLOCK
            | O_SYNC
            | O_DIRECT
            | O_LARGEFILE
            | O_NOFOLLOW
            | O_NOATIME
            | O_PATH
            | O_TMPFILE;

    private static final String DELETED = " (deleted)";

    private RegFile() {}

    /** How a sentence about it begins. */
    static String name(OpenFile file) {
        return (file.owners().isEmpty() && !file.isInFlight() ? "The file " : "The ") + file.describe();
    }

    /** Why an open file can not be carried, whatever its path leads to. */
    static Optional<String> refusal(OpenFile file) throws IOException {
        int unknown = file.flags() & ~(KNOWN | Fcntl.O_ASYNC);
        return unknown == 0
                ? Optional.empty()
                : Optional.of(name(file) + " has flags that this version of Ferry does not know (0"
                        + Integer.toOctalString(unknown) + "); move the program when it has closed it.");
    }

    /**
     * Whether its path still leads to it. It does not after it was removed or replaced, under a later mount, or in another
     * mount namespace.
     */
    static boolean isAtItsPath(OpenFile file) throws IOException {
        if (!file.link().startsWith("/")) {
            return false;
        }
        try {
            return FileStat.ofLink(file.link()).isSameFile(file.stat());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(ENOTDIR)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether it once had a name and lost it; {@link #isAtItsPath} is false then. */
    static boolean isDeleted(OpenFile file) {
        return file.link().startsWith("/") && file.link().endsWith(DELETED);
    }

    /** Its last name. The mark is part of it if the file is there under it. */
    static String lastName(OpenFile file) throws IOException {
        return isDeleted(file) && !isAtItsPath(file)
                ? file.link().substring(0, file.link().length() - DELETED.length())
                : file.link();
    }

    /** The entry of {@code file} under {@code name}. */
    static RegFileEntry.Builder entry(OpenFile file, String name) {
        return RegFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(file.flags())
                .setPos(file.position())
                .setFown(Fown.NOBODY)
                .setName(name)
                .setMode(file.stat().mode());
    }

    static FileEntry wrap(RegFileEntry entry) {
        return FileEntry.newBuilder()
                .setType(FdTypes.REG)
                .setId(entry.getId())
                .setReg(entry)
                .build();
    }

    /** Whether the entry is of this sort; {@code type} is one of {@code S_IF*}. Without a mode it is a regular file. */
    static boolean isType(FileEntry entry, int type) {
        if (entry.getType() != FdTypes.REG || !entry.hasReg()) {
            return false;
        }
        RegFileEntry reg = entry.getReg();
        return (reg.hasMode() ? reg.getMode() & Stat.S_IFMT : Stat.S_IFREG) == type;
    }

    /** The message of an entry that {@link #isType} has accepted, checked as far as that is possible without the file. */
    static RegFileEntry require(FileEntry entry) throws ImageException {
        RegFileEntry reg = entry.getReg();
        if (reg.getId() != entry.getId()) {
            throw damaged(entry, "calls itself " + reg.getId());
        }
        if ((reg.getFlags() & ~(KNOWN | Fcntl.O_ASYNC)) != 0) {
            throw damaged(
                    entry,
                    "has the unknown flags 0" + Integer.toOctalString(reg.getFlags() & ~(KNOWN | Fcntl.O_ASYNC)));
        }
        if (reg.getPos() < 0 || reg.getSize() < 0) {
            throw damaged(entry, "has an impossible position or size");
        }
        if (reg.getName().indexOf('\0') >= 0) {
            throw damaged(entry, "has a path with a zero byte");
        }
        return reg;
    }

    private static ImageException damaged(FileEntry entry, String what) {
        return new ImageException("The open file " + Integer.toUnsignedString(entry.getId()) + " in files.img " + what
                + "; dump the program again.");
    }

    /**
     * Opens {@code path} as the entry says, without position. What is there must be of the entry's type: it is looked at before
     * it is opened, because opening a device or a fifo does something, and again afterwards.
     */
    static Fd open(RegFileEntry entry, Path path, int type) throws IOException {
        requireType(stat(entry, path), entry, type);
        int flags = entry.getFlags() & ~(ONLY_WHEN_OPENED | Fcntl.O_ASYNC);
        flags = (flags & O_TMPFILE) == O_TMPFILE ? flags & ~O_TMPFILE : flags;
        // O_NONBLOCK: never wait for the other end, should it have become a fifo in between.
        boolean isHandle = (flags & O_PATH) != 0;
        Fd file = openWith(isHandle ? flags : flags | O_NONBLOCK | O_NOCTTY, entry, path);
        try {
            requireType(FileStat.of(file), entry, type);
            if (!isHandle && (flags & O_NONBLOCK) == 0) {
                FileFlags.setStatus(file, flags);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Fd openWith(int flags, RegFileEntry entry, Path path) throws IOException {
        try {
            return Open.path(path.toString(), flags);
        } catch (ErrnoException e) {
            throw new IOException(
                    "The program had " + entry.getName()
                            + " open, which can not be opened in the same way on this host ("
                            + e.errno() + ", flags 0" + Integer.toOctalString(entry.getFlags())
                            + "); check its permissions and file system.",
                    e);
        }
    }

    /** Where the file of an entry is: under its name, or where a remap says. */
    static Path path(RegFileEntry entry, RestoreContext context) throws IOException {
        for (Appended<RemapFilePathEntry> remap :
                context.appended(ImageType.REMAP_FPATH, RemapFilePathEntry.parser())) {
            if (remap.entry().getOrigId() == entry.getId()) {
                return remapped(entry, remap.entry(), context);
            }
        }
        return context.resolve(entry.getName());
    }

    private static Path remapped(RegFileEntry entry, RemapFilePathEntry remap, RestoreContext context)
            throws IOException {
        switch (remap.getRemapType()) {
            case GHOST -> {
                return context.ghost(remap.getRemapId())
                        .orElseThrow(() -> new ImageException("The program had the deleted file " + entry.getName()
                                + " open, but the checkpoint lacks its content (ghost file "
                                + Integer.toHexString(remap.getRemapId()) + "); dump the program again."));
            }
            case LINKED -> {
                for (FileEntry other : context.entries()) {
                    if (other.hasReg() && other.getId() == remap.getRemapId()) {
                        return context.resolve(other.getReg().getName());
                    }
                }
                throw new ImageException("The program had " + entry.getName()
                        + " open, but the checkpoint lacks its other name; dump the program again.");
            }
            default ->
                throw new ImageException("The program had " + entry.getName()
                        + " open, which was found by a remap of type " + remap.getRemapType()
                        + "; this version of Ferry can not restore that.");
        }
    }

    /** Moves the offset to where it was. */
    static void seek(Fd file, RegFileEntry entry) throws IOException {
        boolean hasOffset = (entry.getFlags() & O_PATH) == 0;
        if (hasOffset && entry.getPos() != 0) {
            Seek.set(file, entry.getPos());
        }
    }

    private static FileStat stat(RegFileEntry entry, Path path) throws IOException {
        try {
            return FileStat.of(path.toString());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(ENOTDIR)) {
                throw new ImageException(
                        "The program had " + entry.getName()
                                + " open, which does not exist on this host; put it there, or let Ferry carry it.",
                        e);
            }
            throw e;
        }
    }

    private static void requireType(FileStat stat, RegFileEntry entry, int type) throws ImageException {
        if ((stat.mode() & Stat.S_IFMT) != type) {
            throw new ImageException(entry.getName() + " is something else on this host (mode "
                    + Integer.toOctalString(stat.mode()) + ") than it was for the program (mode "
                    + Integer.toOctalString(entry.getMode()) + "); put the right file there.");
        }
    }
}
