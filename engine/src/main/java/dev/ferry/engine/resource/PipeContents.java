package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.resource.RestoreContext.Appended;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Pipe;
import dev.ferry.linux.file.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What waits in a pipe, with or without a name, and how much it can hold: CRIU's pipes-data and fifo-data. */
final class PipeContents {
    private static final int LARGEST = 1 << 30;

    private PipeContents() {}

    /** The entry for the contents of {@code file}; {@link #queued} follows it. */
    static PipeDataEntry entry(OpenFile file, int pipe) throws IOException {
        return PipeDataEntry.newBuilder()
                .setPipeId(pipe)
                .setBytes(Pipe.queued(file.copy()))
                .setSize(Pipe.capacity(file.copy()))
                .build();
    }

    /** What waits, which stays there. */
    static byte[] queued(OpenFile file) throws IOException {
        if (Pipe.queued(file.copy()) == 0) {
            return new byte[0];
        }
        try (Fd reader = Open.again(file.copy(), O_RDONLY | O_NONBLOCK)) {
            List<byte[]> reads = Pipe.peek(reader);
            if (reads.size() > 1) {
                throw new IOException("Packets wait in the " + file.describe() + ", whose borders would be lost.");
            }
            return reads.get(0);
        }
    }

    /** The contents of pipe {@code number}, if the set has any. */
    static Optional<Appended<PipeDataEntry>> of(ImageType type, int number, FileEntry entry, RestoreContext context)
            throws IOException {
        List<Appended<PipeDataEntry>> contents = context.appended(type, PipeDataEntry.parser()).stream()
                .filter(appended -> appended.entry().getPipeId() == number)
                .toList();
        Plausible.require(entry, contents.size() <= 1, "is a pipe whose contents are there more than once");
        return contents.stream().findFirst();
    }

    /** Fills an empty pipe, whose {@code writeEnd} does not block. */
    static void fill(ImageType type, int number, Fd writeEnd, FileEntry entry, RestoreContext context)
            throws IOException {
        Optional<Appended<PipeDataEntry>> contents = of(type, number, entry, context);
        if (contents.isPresent()) {
            fill(writeEnd, entry, contents.get().entry(), contents.get().payload());
        }
    }

    /** The contents come in one piece, so they take no more of the pipe's slots than they did before. */
    private static void fill(Fd writeEnd, FileEntry entry, PipeDataEntry contents, ByteString queued)
            throws IOException {
        int capacity = contents.hasSize() ? contents.getSize() : Pipe.capacity(writeEnd);
        Plausible.require(entry, capacity > 0 && capacity <= LARGEST, "is a pipe of implausible size");
        Plausible.require(entry, queued.size() == contents.getBytes(), "is a pipe whose contents are cut off");
        Plausible.require(entry, queued.size() <= capacity, "is a pipe with more in it than it can hold");
        setCapacity(writeEnd, entry, capacity);
        ByteBuffer bytes = ByteBuffer.allocateDirect(queued.size());
        queued.copyTo(bytes);
        Write.fully(writeEnd, bytes.flip());
    }

    private static void setCapacity(Fd writeEnd, FileEntry entry, int capacity) throws IOException {
        try {
            Pipe.setCapacity(writeEnd, capacity);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            throw new IOException(
                    "The pipe of open file " + entry.getId() + " holds up to " + capacity + " bytes, more than this "
                            + "host allows; raise /proc/sys/fs/pipe-max-size and restore again.",
                    e);
        }
    }
}
