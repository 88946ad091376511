package dev.ferry.linux.ipc;

import static dev.ferry.linux.abi.Ipc.IPC_CREAT;
import static dev.ferry.linux.abi.Ipc.IPC_EXCL;
import static dev.ferry.linux.abi.Ipc.IPC_PRIVATE;
import static dev.ferry.linux.abi.Ipc.IPC_RMID;
import static dev.ferry.linux.abi.Ipc.IPC_SET;
import static dev.ferry.linux.abi.Ipc.IPC_STAT;
import static dev.ferry.linux.abi.Ipc.PERM_GID;
import static dev.ferry.linux.abi.Ipc.PERM_MODE;
import static dev.ferry.linux.abi.Ipc.PERM_UID;
import static dev.ferry.linux.abi.Ipc.SHM_LOCK;
import static dev.ferry.linux.abi.Ipc.SIZEOF_SHMID64_DS;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A System V shared memory segment, shmget(2) and shmctl(2).
 *
 * @param id its number in the IPC namespace of this process
 */
public record SharedSegment(int id) {
    private static final int O_RDWR = 2;
    private static final String NEXT_ID = "/proc/sys/kernel/shm_next_id";

    /** Makes a new segment with this key, or IPC_PRIVATE. {@code EEXIST} if another one has the key. */
    public static SharedSegment create(int key, long bytes, int permissions) throws ErrnoException {
        int flags = IPC_CREAT | IPC_EXCL | permissions;
        return new SharedSegment((int) Syscall.call("shmget", Nr.SHMGET, key, bytes, flags));
    }

    /**
     * Asks that the next segment that anybody makes in this IPC namespace gets the number {@code id}, if its place is free; needs
     * CAP_CHECKPOINT_RESTORE and a kernel with CONFIG_CHECKPOINT_RESTORE.
     */
    public static void wishForId(int id) throws IOException {
        Files.writeString(Path.of(NEXT_ID), Integer.toString(id));
    }

    /** Takes the wish back: the kernel forgets it with the next segment only, so that is one of no use. */
    public static void forgetWish() throws ErrnoException {
        create(IPC_PRIVATE, 1, 0).remove();
    }

    /** Gives it an owner and permissions; its maker stays the same. */
    public void change(int uid, int gid, int permissions) throws ErrnoException {
        OffHeap status = OffHeap.allocate(SIZEOF_SHMID64_DS);
        status.lend(at -> control("IPC_STAT", IPC_STAT, at));
        status.bytes().putInt(PERM_UID, uid).putInt(PERM_GID, gid).putInt(PERM_MODE, permissions);
        status.lend(at -> control("IPC_SET", IPC_SET, at));
    }

    /** Keeps its pages in memory. */
    public void lock() throws ErrnoException {
        control("SHM_LOCK", SHM_LOCK, 0);
    }

    /** It goes when nobody is attached to it any more. */
    public void remove() throws ErrnoException {
        control("IPC_RMID", IPC_RMID, 0);
    }

    /**
     * Its memory of {@code bytes} as an open file, for reading and writing. That is no attachment: the segment may be removed meanwhile. Opening it
     * through map_files needs CAP_CHECKPOINT_RESTORE.
     */
    public Fd open(long bytes) throws ErrnoException {
        long address = Syscall.call("shmat(" + id + ")", Nr.SHMAT, id, 0, 0);
        try {
            long end = address + ((bytes + Mman.PAGE_SIZE - 1) & -Mman.PAGE_SIZE);
            String range = Long.toHexString(address) + "-" + Long.toHexString(end);
            return Open.path("/proc/self/map_files/" + range, O_RDWR);
        } finally {
            Syscall.call("shmdt", Nr.SHMDT, address);
        }
    }

    private long control(String name, int command, long argument) throws ErrnoException {
        return Syscall.call("shmctl(" + id + ", " + name + ")", Nr.SHMCTL, id, command, argument);
    }
}
