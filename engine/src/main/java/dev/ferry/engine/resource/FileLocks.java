package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.FLOCK_LEN;
import static dev.ferry.linux.abi.Fcntl.FLOCK_START;
import static dev.ferry.linux.abi.Fcntl.FLOCK_TYPE;
import static dev.ferry.linux.abi.Fcntl.FLOCK_WHENCE;
import static dev.ferry.linux.abi.Fcntl.F_OFD_SETLK;
import static dev.ferry.linux.abi.Fcntl.F_RDLCK;
import static dev.ferry.linux.abi.Fcntl.F_SETLEASE;
import static dev.ferry.linux.abi.Fcntl.F_SETLK;
import static dev.ferry.linux.abi.Fcntl.F_WRLCK;
import static dev.ferry.linux.abi.Fcntl.LOCK_EX;
import static dev.ferry.linux.abi.Fcntl.LOCK_NB;
import static dev.ferry.linux.abi.Fcntl.LOCK_SH;
import static dev.ferry.linux.abi.Fcntl.SIZEOF_FLOCK;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FileLockEntry;
import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.resource.OpenFile.Owner;
import dev.ferry.engine.resource.RestoreContext.Appended;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Locks on open files of any kind: of flock(2), of open file descriptions, and leases, which belong to the open file, and record locks of
 * fcntl(2), which belong to a process and of which only its own fdinfo tells. Who waits for one makes his call again.
 */
public final class FileLocks {
    /** Ordinal, sort, strictness, type, pid, inode, first and last byte; lock_get_status() in fs/locks.c. */
    private static final Pattern LINE =
            Pattern.compile("[0-9]+:\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+\\S+\\s+\\S+\\s+([0-9]+)\\s+([0-9]+|EOF)");

    private FileLocks() {}

    /** The sorts of locks; numbers of CRIU's file-lock.h. */
    private enum Sort {
        POSIX("POSIX", 1),
        FLOCK("FLOCK", 2),
        OFD("OFDLCK", 4),
        LEASE("LEASE", 8);

        private final String word;
        private final int flag;

        Sort(String word, int flag) {
            this.word = word;
            this.flag = flag;
        }

        static Optional<Sort> of(String word) {
            return List.of(values()).stream()
                    .filter(sort -> sort.word.equals(word))
                    .findFirst();
        }

        static Optional<Sort> of(int flag) {
            return List.of(values()).stream().filter(sort -> sort.flag == flag).findFirst();
        }
    }

    /**
     * Why what is held on {@code file} can not be carried. Of leases those for reading can: to look at a file with one for writing would
     * break it, and one that somebody is waiting for is no longer the program's.
     */
    public static Optional<String> refusal(OpenFile file) throws IOException {
        for (Owner owner : file.owners()) {
            for (String line : lines(file, owner)) {
                Matcher fields = LINE.matcher(line);
                if (!fields.matches() || !isKnown(fields)) {
                    return Optional.of(
                            "The " + file.describe() + " has a lease or a lock (" + line
                                    + ") that this version of Ferry can not carry; move the program when it has given it back.");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isKnown(Matcher fields) {
        Optional<Sort> sort = Sort.of(fields.group(1));
        boolean isLease = sort.isPresent() && sort.get() == Sort.LEASE;
        boolean isReadLease =
                fields.group(2).equals("ACTIVE") && fields.group(3).equals("READ");
        return sort.isPresent() && type(fields.group(3)) >= 0 && (!isLease || isReadLease);
    }

    /** Who else has a locked file open, outside of the tree: the lock no longer keeps them apart. */
    public static Optional<String> caveat(OpenFile file, TreeFiles tree) throws IOException {
        for (Owner owner : file.owners()) {
            if (!lines(file, owner).isEmpty()) {
                return tree.outsideHolder(file.link())
                        .map(holder -> "The " + file.describe() + " is locked, and " + holder
                                + " has it open too and stays behind, where the lock no longer counts; "
                                + "move both together if they share the file.");
            }
        }
        return Optional.empty();
    }

    /** Those of the first owner are known; only record locks of a file can be somebody else's, and thousands may share a pipe. */
    private static List<String> lines(OpenFile file, Owner owner) throws IOException {
        if (owner.equals(file.owners().get(0))) {
            return FdField.all(file, "lock");
        }
        return file.stat().isRegular() ? lines(owner) : List.of();
    }

    private static List<String> lines(Owner owner) throws IOException {
        try {
            return FdInfo.read(owner.pid(), owner.fd()).values("lock");
        } catch (NoSuchFileException | NoSuchProcessException closedMeanwhile) {
            return List.of();
        }
    }

    private static int type(String word) {
        return switch (word) {
            case "READ" -> F_RDLCK;
            case "WRITE" -> F_WRLCK;
            default -> -1;
        };
    }

    /** Kernel to image. */
    public static void dump(OpenFile file, DumpContext context) throws IOException {
        Set<Integer> seen = new HashSet<>();
        for (Owner owner : file.owners()) {
            boolean isFirst = seen.isEmpty();
            if (seen.add(owner.pid())) {
                for (String line : lines(file, owner)) {
                    Optional<FileLockEntry> lock = entry(owner, line, isFirst);
                    if (lock.isPresent()) {
                        context.append(ImageType.FILE_LOCKS, lock.get());
                    }
                }
            }
        }
    }

    /** All owners show the lock of an open file: it is that of the first one. */
    private static Optional<FileLockEntry> entry(Owner owner, String line, boolean isFirst) throws IOException {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            throw new IOException("The kernel describes a lock of process " + owner.pid() + " as \"" + line + "\".");
        }
        Sort sort = Sort.of(fields.group(1))
                .orElseThrow(() -> new IOException("Process " + owner.pid() + " has got an unknown lock: " + line));
        if (sort != Sort.POSIX && !isFirst) {
            return Optional.empty();
        }
        long start = Long.parseLong(fields.group(4));
        boolean toTheEnd = fields.group(5).equals("EOF");
        return Optional.of(FileLockEntry.newBuilder()
                .setFlag(sort.flag)
                .setType(type(fields.group(3)))
                .setPid(owner.pid())
                .setFd(owner.fd())
                .setStart(start)
                .setLen(toTheEnd ? 0 : Long.parseLong(fields.group(5)) + 1 - start)
                .build());
    }

    /** Image to kernel, when all tasks have their descriptors. */
    public static void restore(RestoreContext context) throws IOException {
        List<Appended<FileLockEntry>> locks = context.appended(ImageType.FILE_LOCKS, FileLockEntry.parser());
        Set<List<Integer>> descriptors = locks.isEmpty() ? Set.of() : descriptors(context);
        for (Appended<FileLockEntry> appended : locks) {
            FileLockEntry lock = appended.entry();
            Optional<Sort> sort = Sort.of(lock.getFlag());
            boolean plausible = lock.getStart() >= 0
                    && lock.getLen() >= 0
                    && (lock.getType() == F_RDLCK || lock.getType() == F_WRLCK)
                    && descriptors.contains(List.of(lock.getPid(), lock.getFd()));
            plausible &= lock.getFlag() != Sort.LEASE.flag || lock.getType() == F_RDLCK;
            if (sort.isEmpty() || !plausible) {
                throw new ImageException("filelocks.img has a lock of descriptor " + lock.getFd() + " of process "
                        + lock.getPid() + " that can not be restored (sort " + lock.getFlag() + ", type "
                        + lock.getType() + "); dump the program again.");
            }
            add(context.callsOf(lock.getPid()), sort.get(), lock);
        }
    }

    private static Set<List<Integer>> descriptors(RestoreContext context) {
        Set<List<Integer>> descriptors = new HashSet<>();
        for (FileEntry entry : context.entries()) {
            context.owners(entry.getId()).forEach(owner -> descriptors.add(List.of(owner.pid(), owner.fd())));
        }
        return descriptors;
    }

    private static void add(Batch batch, Sort sort, FileLockEntry lock) throws IOException {
        if (!batch.hasRoom(1, SIZEOF_FLOCK)) {
            batch.runAndClear();
        }
        int fd = lock.getFd();
        String name = "locking of descriptor " + fd + ", which somebody on this host may have locked,";
        switch (sort) {
            case FLOCK -> batch.add(name, Nr.FLOCK, fd, (lock.getType() == F_WRLCK ? LOCK_EX : LOCK_SH) | LOCK_NB);
            case POSIX -> batch.add(name, Nr.FCNTL, fd, F_SETLK, batch.data(range(lock)));
            case OFD -> batch.add(name, Nr.FCNTL, fd, F_OFD_SETLK, batch.data(range(lock)));
            case LEASE -> batch.add("lease of descriptor " + fd, Nr.FCNTL, fd, F_SETLEASE, lock.getType());
        }
    }

    private static byte[] range(FileLockEntry lock) {
        ByteBuffer flock = ByteBuffer.allocate(SIZEOF_FLOCK).order(ByteOrder.LITTLE_ENDIAN);
        return flock.putShort(FLOCK_TYPE, (short) lock.getType())
                .putShort(FLOCK_WHENCE, (short) 0)
                .putLong(FLOCK_START, lock.getStart())
                .putLong(FLOCK_LEN, lock.getLen())
                .array();
    }
}
