package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.F_SEAL_EXEC;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_FUTURE_WRITE;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_GROW;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_SEAL;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_SHRINK;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_WRITE;
import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_APPEND;
import static dev.ferry.linux.abi.Fcntl.O_DIRECT;
import static dev.ferry.linux.abi.Fcntl.O_LARGEFILE;
import static dev.ferry.linux.abi.Fcntl.O_NOATIME;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_PATH;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static dev.ferry.linux.abi.Fcntl.O_SYNC;
import static dev.ferry.linux.abi.Memfd.MFD_ALLOW_SEALING;
import static dev.ferry.linux.abi.Memfd.MFD_EXEC;
import static dev.ferry.linux.abi.Memfd.MFD_NOEXEC_SEAL;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.MemfdFileEntry;
import dev.ferry.engine.image.proto.MemfdInodeEntry;
import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Magic;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.Dup;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.FileSystem;
import dev.ferry.linux.file.Memfd;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.file.Seek;
import dev.ferry.linux.file.Truncate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;

/**
 * Files of memfd_create(2), open or only mapped: name, size, owner, mode and seals of the memory are in {@code memfd.img}, its
 * content in pages as that of other shared memory. Every open file of one memory refers to it by the number of its pages.
 *
 * <p>Seals come last, when the content is there and everything is mapped: a sealed file takes no content, and one that is sealed
 * against writing can not be mapped for it, but a mapping made before may stay if the seal is only for future ones.
 */
@AutoService(FileKind.class)
public final class MemfdKind implements FileKind {
    private static final String PREFIX = "/memfd:";
    private static final String DELETED = " (deleted)";
    private static final int MAX_NAME_BYTES = 249;
    private static final long MAX_BYTES = 1L << 46;
    private static final int PERMISSIONS = 07777;
    private static final int EXECUTABLE = 0111;
    /** What it has if the image, like those of CRIU before 4.0, does not say it. */
    private static final int MODE_BEFORE_EXEC_SEALS = 0777;

    private static final int SEALS =
            F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_FUTURE_WRITE | F_SEAL_EXEC;
    /** What can be changed once it is open, or is what every file has. */
    private static final int SETTABLE = O_APPEND | O_NONBLOCK | O_LARGEFILE;

    private static final KnownFlags FLAGS =
            new KnownFlags(O_ACCMODE | O_APPEND | O_NONBLOCK | O_SYNC | O_DIRECT | O_LARGEFILE | O_NOATIME | O_PATH);

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.MEMFD);
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        if (FileSystem.of(file.copy()).magic() == Magic.HUGETLBFS_MAGIC) {
            return Optional.of(
                    RegFile.name(file) + " is a file in memory on huge pages (MFD_HUGETLB), which this version "
                            + "of Ferry can not move; move the program when it has closed it.");
        }
        for (OpenFile.Owner owner : file.owners()) {
            if (isLocked(owner)) {
                return Optional.of(RegFile.name(file) + " is locked (flock or fcntl), which can not move yet; move the "
                        + "program when it has given the lock back.");
            }
        }
        return FLAGS.refusal(file);
    }

    private static boolean isLocked(OpenFile.Owner owner) throws IOException {
        try {
            return FdInfo.read(owner.pid(), owner.fd()).value("lock").isPresent();
        } catch (NoSuchFileException | NoSuchProcessException closedMeanwhile) {
            return false;
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        int memory = context.memory(file);
        if (isFirst(file, context)) {
            context.append(ImageType.MEMFD_INODE, inode(file, memory));
        }
        MemfdFileEntry memfd = MemfdFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(file.flags())
                .setPos(file.position())
                .setFown(Fown.NOBODY)
                .setInodeId(memory)
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.MEMFD)
                .setId(file.id())
                .setMemfd(memfd)
                .build();
    }

    private static boolean isFirst(OpenFile file, TreeFiles tree) {
        return tree.files().stream()
                .filter(other -> other.signature().equals(FileSignature.MEMFD)
                        && other.stat().isSameFile(file.stat()))
                .findFirst()
                .map(first -> first.id() == file.id())
                .orElse(true);
    }

    /** Seals are only told by a file that is open for more than its path. */
    private static MemfdInodeEntry inode(OpenFile file, int memory) throws IOException {
        try (Fd readable = Open.again(file.copy(), O_RDONLY)) {
            FileStat stat = FileStat.of(readable);
            return MemfdInodeEntry.newBuilder()
                    .setName(file.link().substring(PREFIX.length(), file.link().length() - DELETED.length()))
                    .setUid(stat.uid())
                    .setGid(stat.gid())
                    .setSize(stat.size())
                    .setShmid(memory)
                    .setSeals(Memfd.seals(readable))
                    .setInodeId(memory)
                    .setMode(stat.mode() & PERMISSIONS)
                    .build();
        }
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.MEMFD;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        MemfdFileEntry memfd = entry.getMemfd();
        Plausible.requireMessage(entry, entry.hasMemfd(), memfd.getId(), memfd.getFown());
        Plausible.require(entry, memfd.getPos() >= 0, "has an impossible position");
        int flags = FLAGS.require(entry, memfd.getFlags());
        Fd memory = memory(entry, inode(entry, context), context);
        boolean isOriginal = isOriginal(entry, context);
        Fd file = isOriginal ? Dup.of(memory) : Open.again(memory, flags);
        try {
            if (isOriginal) {
                FileFlags.setStatus(file, flags);
            }
            if (memfd.getPos() != 0) {
                Seek.set(file, memfd.getPos());
            }
            return file;
        } catch (ErrnoException e) {
            file.close();
            throw e;
        }
    }

    /**
     * One of them may be what memfd_create(2) gave: only that can be written to and executed at the same time (ETXTBSY), because it was
     * never opened.
     */
    private static boolean isOriginal(FileEntry entry, RestoreContext context) {
        return context.entries().stream()
                .filter(other -> other.getType() == FdTypes.MEMFD
                        && other.getMemfd().getInodeId() == entry.getMemfd().getInodeId()
                        && (other.getMemfd().getFlags() & ~SETTABLE) == O_RDWR)
                .findFirst()
                .filter(first -> first.getId() == entry.getId())
                .isPresent();
    }

    /** All open files are in their tasks, and all content is there. */
    @Override
    public void link(FileEntry entry, RestoreContext context) throws IOException {
        MemfdInodeEntry inode = inode(entry, context);
        Fd memory = memory(entry, inode, context);
        int missing = inode.getSeals() & ~Memfd.seals(memory);
        if (missing != 0) {
            Memfd.addSeals(memory, missing);
        }
    }

    private static MemfdInodeEntry inode(FileEntry entry, RestoreContext context) throws IOException {
        long wanted = Integer.toUnsignedLong(entry.getMemfd().getInodeId());
        Optional<MemfdInodeEntry> inode = context.appended(ImageType.MEMFD_INODE, MemfdInodeEntry.parser()).stream()
                .map(RestoreContext.Appended::entry)
                .filter(known -> known.getInodeId() == wanted)
                .findFirst();
        Plausible.require(entry, inode.isPresent(), "refers to a file in memory that memfd.img does not have");
        return inode.orElseThrow();
    }

    /** The memory itself, open for reading and writing; made for the first of its open files. */
    private static Fd memory(FileEntry entry, MemfdInodeEntry inode, RestoreContext context) throws IOException {
        Optional<Fd> known = context.memory(inode.getShmid());
        if (known.isPresent()) {
            return known.get();
        }
        boolean isNameable = inode.getName().indexOf('\0') < 0
                && inode.getName().getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
        Plausible.require(entry, isNameable, "has an impossible name");
        Plausible.require(entry, inode.getSize() >= 0 && inode.getSize() <= MAX_BYTES, "has an impossible size");
        Plausible.require(entry, (inode.getSeals() & ~SEALS) == 0, "has unknown seals");
        Plausible.require(entry, inode.getHugetlbFlag() == 0, "is on huge pages");
        Plausible.require(entry, (mode(inode) & ~PERMISSIONS) == 0, "has an impossible mode");
        return make(inode, context);
    }

    private static Fd make(MemfdInodeEntry inode, RestoreContext context) throws IOException {
        Fd made = create(inode);
        try {
            FileStat stat = FileStat.of(made);
            if (stat.uid() != inode.getUid() || stat.gid() != inode.getGid()) {
                Owner.change(made, inode.getUid(), inode.getGid());
            }
            Owner.permit(made, mode(inode));
            Truncate.to(made, inode.getSize());
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
        context.provideMemory(inode.getShmid(), made, inode.getSize());
        return made;
    }

    /** Asks for what the host's {@code vm.memfd_noexec} would otherwise decide; kernels before 6.3 do not know the question. */
    private static Fd create(MemfdInodeEntry inode) throws ErrnoException {
        boolean neverExecutable = (inode.getSeals() & F_SEAL_EXEC) != 0 && (mode(inode) & EXECUTABLE) == 0;
        int exec = neverExecutable ? MFD_NOEXEC_SEAL : MFD_EXEC;
        try {
            return Memfd.create(inode.getName(), MFD_ALLOW_SEALING | exec);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EINVAL)) {
                throw e;
            }
            return Memfd.create(inode.getName(), MFD_ALLOW_SEALING);
        }
    }

    private static int mode(MemfdInodeEntry inode) {
        int mode = inode.hasMode() ? inode.getMode() : MODE_BEFORE_EXEC_SEALS;
        // CRIU writes st_mode whole.
        return (mode & Stat.S_IFMT) == Stat.S_IFREG ? mode & ~Stat.S_IFMT : mode;
    }
}
