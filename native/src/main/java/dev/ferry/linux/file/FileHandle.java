package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/** How a file system names a file for itself, {@code struct file_handle} of open_by_handle_at(2). */
public final class FileHandle {
    /** {@code MAX_HANDLE_SZ}. */
    public static final int LONGEST = 128;

    private static final int HEADER = 8;

    private final int type;
    private final byte[] bytes;

    /**
     * @param type a number of the file system
     * @param bytes its content, at most {@link #LONGEST}
     */
    public FileHandle(int type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes.clone();
    }

    public int type() {
        return type;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The file itself, without opening it (O_PATH). {@code ESTALE} if it is gone or the file system does not find files so,
     * {@code EPERM} without CAP_DAC_READ_SEARCH.
     *
     * @param inside anything on its file system
     */
    public Fd open(Fd inside) throws ErrnoException {
        OffHeap handle = OffHeap.allocate(HEADER + bytes.length);
        handle.bytes().putInt(0, bytes.length).putInt(4, type).put(HEADER, bytes);
        return Fd.own(handle.lend(in -> Syscall.call(
                "open_by_handle_at",
                Nr.OPEN_BY_HANDLE_AT,
                inside.number(),
                in,
                Fcntl.O_PATH | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC)));
    }
}
