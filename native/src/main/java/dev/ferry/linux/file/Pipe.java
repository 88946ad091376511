package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.F_GETPIPE_SZ;
import static dev.ferry.linux.abi.Fcntl.F_SETPIPE_SZ;
import static dev.ferry.linux.abi.Fcntl.O_CLOEXEC;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Ioctls.FIONREAD;
import static dev.ferry.linux.abi.Splice.SPLICE_F_NONBLOCK;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * pipe(7): both ends of a new pipe, and questions about any pipe or fifo.
 *
 * @param readEnd where bytes come out
 * @param writeEnd where bytes go in
 */
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {
    private static final int POLLHUP = 16;

    /** pipe2(2); {@code flags} may be {@code O_NONBLOCK} and {@code O_DIRECT} (packets). Both ends are close-on-exec here. */
    public static Pipe create(int flags) throws ErrnoException {
        OffHeap ends = OffHeap.allocate(2 * Integer.BYTES);
        ends.lend(out -> Syscall.call("pipe2", Nr.PIPE2, out, flags | O_CLOEXEC));
        return new Pipe(Fd.own(ends.bytes().getInt(0)), Fd.own(ends.bytes().getInt(Integer.BYTES)));
    }

    /** How many bytes the pipe can hold. */
    public static int capacity(Fd end) throws ErrnoException {
        return (int) Fcntl.call("F_GETPIPE_SZ", F_GETPIPE_SZ, end, 0);
    }

    /**
     * Makes the pipe hold at least {@code bytes} and returns what it holds now. {@code EPERM} above
     * {@code /proc/sys/fs/pipe-max-size} without CAP_SYS_RESOURCE, {@code EBUSY} if more is queued.
     */
    public static int setCapacity(Fd end, int bytes) throws ErrnoException {
        return (int) Fcntl.call("F_SETPIPE_SZ", F_SETPIPE_SZ, end, bytes);
    }

    /** How many bytes wait in the pipe; either end will do. */
    public static int queued(Fd end) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(Integer.BYTES);
        answer.lend(out -> Syscall.call("ioctl[FIONREAD]", Nr.IOCTL, end.number(), FIONREAD, out));
        return answer.bytes().getInt(0);
    }

    /**
     * What waits in the pipe, without taking it out: tee(2) into a pipe of our own. One element for a stream; in packet mode
     * ({@code O_DIRECT}) one element per packet, because the kernel keeps the packet marks. {@code EPERM} if the pipe is larger
     * than we may make one. Nobody may read or write meanwhile.
     */
    public static List<byte[]> peek(Fd readEnd) throws IOException {
        int queued = queued(readEnd);
        if (queued == 0) {
            return List.of();
        }
        try (Pipe copy = create(O_NONBLOCK)) {
            setCapacity(copy.writeEnd, capacity(readEnd));
            long teed = tee(readEnd, copy.writeEnd, queued);
            if (teed != queued) {
                throw new IOException("of " + queued + " bytes queued in the pipe " + readEnd + " only " + teed
                        + " could be copied; is another process still using it?");
            }
            return copy.drain(queued);
        }
    }

    /** Whether a reader that polls is told that writers were there and have gone. */
    public static boolean isHungUp(Fd end) throws ErrnoException {
        OffHeap pollfd = OffHeap.allocate(8);
        pollfd.bytes().putInt(0, end.number());
        pollfd.lend(in -> Syscall.call("poll", Nr.POLL, in, 1, 0));
        return (pollfd.bytes().getShort(6) & POLLHUP) != 0;
    }

    private static long tee(Fd from, Fd to, int length) throws ErrnoException {
        try {
            return Syscall.call("tee", Nr.TEE, from.number(), to.number(), length, SPLICE_F_NONBLOCK);
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return 0;
            }
            throw e;
        }
    }

    /** Reads {@code total} bytes; one read takes all of a stream, and never more than one packet. */
    private List<byte[]> drain(int total) throws ErrnoException {
        List<byte[]> reads = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocateDirect(total);
        for (int drained = 0; drained < total; ) {
            byte[] read = new byte[Read.some(readEnd, buffer.clear())];
            buffer.get(0, read);
            reads.add(read);
            drained += read.length;
        }
        return reads;
    }

    @Override
    public void close() {
        try (readEnd) {
            writeEnd.close();
        }
    }
}
