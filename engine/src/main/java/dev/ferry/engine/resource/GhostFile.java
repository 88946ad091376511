package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.GhostChunkEntry;
import dev.ferry.engine.image.proto.GhostFileEntry;
import dev.ferry.engine.image.proto.RemapFilePathEntry;
import dev.ferry.engine.image.proto.RemapType;
import dev.ferry.engine.image.proto.Timeval;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Mkdir;
import dev.ferry.linux.file.Mknod;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.file.Timespec;
import dev.ferry.linux.file.Truncate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The content of a file that has no name any more, CRIU's {@code ghost-file-N.img}: one entry about the file, then an entry and
 * bytes for each part that is not a hole. Files of any size pass through one buffer.
 */
public final class GhostFile {
    private static final int NEW = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW;
    private static final int FIFO = Fcntl.O_RDWR | Fcntl.O_NONBLOCK | Fcntl.O_NOFOLLOW;
    private static final int DIRECTORY = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW;

    private GhostFile() {}

    /** Why its content can not be read. */
    static Optional<String> refusal(OpenFile file) throws IOException {
        try {
            open(file).close();
            return Optional.empty();
        } catch (ErrnoException e) {
            if (e.is(Errno.EACCES) || e.is(Errno.EPERM)) {
                return Optional.of(RegFile.name(file) + " was deleted and can not be read by us to carry its content ("
                        + e.errno().symbol() + "); run Ferry as root.");
            }
            throw e;
        }
    }

    /** Writes the entries of the image. Nobody may write to the file meanwhile. */
    static void write(OpenFile file, ImageWriter image) throws IOException {
        try (Fd readable = open(file)) {
            FileStat stat = FileStat.of(readable);
            image.write(entry(stat));
            SparseFile.parts(readable, stat.size(), (start, end) -> writeChunk(readable, start, end, image));
        }
    }

    /**
     * Puts something that is no regular file, and so has no content, into the set.
     *
     * @param id of the entry with its last name
     * @param number of the ghost
     * @param first whether nobody else has announced that ghost
     */
    static void dumpNode(OpenFile file, int id, int number, boolean first, DumpContext context) throws IOException {
        if (first) {
            context.later(ImageType.GHOST_FILE, number, image -> image.write(entry(file.stat())));
        }
        context.append(
                ImageType.REMAP_FPATH,
                RemapFilePathEntry.newBuilder()
                        .setOrigId(id)
                        .setRemapId(number)
                        .setRemapType(RemapType.GHOST)
                        .build());
    }

    /** A new open file, because looking for holes moves the offset. */
    private static Fd open(OpenFile file) throws ErrnoException {
        return Open.again(file.copy(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK);
    }

    private static GhostFileEntry entry(FileStat stat) {
        return GhostFileEntry.newBuilder()
                .setUid(stat.uid())
                .setGid(stat.gid())
                .setMode(stat.mode())
                .setDev(stat.device().encoded())
                .setIno(stat.inode())
                .setAtim(timeval(stat.accessed()))
                .setMtim(timeval(stat.modified()))
                .setChunks(true)
                .setSize(stat.size())
                .build();
    }

    private static void writeChunk(Fd file, long start, long end, ImageWriter image) throws IOException {
        image.write(
                GhostChunkEntry.newBuilder().setOff(start).setLen(end - start).build());
        SparseFile.read(file, start, end, (bytes, length) -> image.writePayload(bytes, 0, length));
    }

    /**
     * Makes the file at {@code path}, where nothing is, from its image.
     *
     * @param made called when something is there, which may not be complete
     */
    public static void restore(ImageReader image, Path path, Consumer<Path> made) throws IOException {
        GhostFileEntry entry = image.require(GhostFileEntry.parser());
        switch (entry.getMode() & Stat.S_IFMT) {
            case Stat.S_IFIFO -> {
                Mknod.fifo(path.toString(), 0600);
                made.accept(path);
                adopt(entry, path, FIFO);
            }
            case Stat.S_IFDIR -> {
                Mkdir.path(path.toString(), 0700);
                made.accept(path);
                adopt(entry, path, DIRECTORY);
            }
            default -> {
                try (Fd file = Open.path(path.toString(), NEW, 0600)) {
                    made.accept(path);
                    fill(entry, image, file);
                }
            }
        }
    }

    private static void adopt(GhostFileEntry entry, Path path, int flags) throws IOException {
        try (Fd node = Open.path(path.toString(), flags)) {
            adopt(entry, node);
        }
    }

    /**
     * Fills the new, empty file {@code into} from its image: content, owner, mode and times.
     *
     * @throws ImageException if the image is not one of a regular file, or its parts do not fit its size
     */
    static void restore(ImageReader image, Fd into) throws IOException {
        fill(image.require(GhostFileEntry.parser()), image, into);
    }

    private static void fill(GhostFileEntry entry, ImageReader image, Fd into) throws IOException {
        if ((entry.getMode() & Stat.S_IFMT) != Stat.S_IFREG || entry.getSize() < 0) {
            throw new ImageException("A ghost file of the checkpoint is no regular file (mode "
                    + Integer.toOctalString(entry.getMode()) + "), which this version of Ferry can not restore.");
        }
        if (entry.getChunks()) {
            restoreChunks(image, entry.getSize(), into);
        } else {
            SparseFile.write(image.rest(), Long.MAX_VALUE, into, 0);
        }
        adopt(entry, into);
    }

    private static void restoreChunks(ImageReader image, long size, Fd into) throws IOException {
        long end = 0;
        Optional<GhostChunkEntry> next = image.next(GhostChunkEntry.parser());
        while (next.isPresent()) {
            GhostChunkEntry chunk = next.get();
            long start = chunk.getOff();
            if (start < end || chunk.getLen() < 0 || start > size || chunk.getLen() > size - start) {
                throw new ImageException("A ghost file of the checkpoint has a part that does not fit its size of "
                        + size + " bytes; dump the program again.");
            }
            SparseFile.write(image.payload(chunk.getLen()), chunk.getLen(), into, start);
            end = start + chunk.getLen();
            next = image.next(GhostChunkEntry.parser());
        }
        Truncate.to(into, size);
    }

    /** In this order: a new owner clears set-user-id, and every change but the last one touches the times. */
    private static void adopt(GhostFileEntry entry, Fd file) throws IOException {
        FileStat made = FileStat.of(file);
        if (made.uid() != entry.getUid() || made.gid() != entry.getGid()) {
            give(entry, file);
        }
        Owner.permit(file, entry.getMode() & ~Stat.S_IFMT);
        if (entry.hasAtim() && entry.hasMtim()) {
            Owner.times(file, timespec(entry.getAtim()), timespec(entry.getMtim()));
        }
    }

    private static void give(GhostFileEntry entry, Fd file) throws IOException {
        try {
            Owner.change(file, entry.getUid(), entry.getGid());
        } catch (ErrnoException e) {
            throw new IOException(
                    String.format(
                            "A deleted file of the program belongs to %d:%d and can not be given to them here (%s); "
                                    + "run Ferry as root.",
                            Integer.toUnsignedLong(entry.getUid()), Integer.toUnsignedLong(entry.getGid()), e.errno()),
                    e);
        }
    }

    private static Timeval timeval(Timespec time) {
        return Timeval.newBuilder()
                .setTvSec(time.seconds())
                .setTvUsec(time.nanoseconds() / 1000)
                .build();
    }

    private static Timespec timespec(Timeval time) throws ImageException {
        if (time.getTvUsec() < 0 || time.getTvUsec() >= 1_000_000) {
            throw new ImageException(
                    "A ghost file of the checkpoint has a time with more than a second of microseconds.");
        }
        return new Timespec(time.getTvSec(), (int) time.getTvUsec() * 1000);
    }
}
