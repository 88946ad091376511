package dev.ferry.linux.ipc;

import static dev.ferry.linux.abi.Ipc.GETALL;
import static dev.ferry.linux.abi.Ipc.GETPID;
import static dev.ferry.linux.abi.Ipc.IPC_CREAT;
import static dev.ferry.linux.abi.Ipc.IPC_EXCL;
import static dev.ferry.linux.abi.Ipc.IPC_PRIVATE;
import static dev.ferry.linux.abi.Ipc.IPC_RMID;
import static dev.ferry.linux.abi.Ipc.IPC_SET;
import static dev.ferry.linux.abi.Ipc.IPC_STAT;
import static dev.ferry.linux.abi.Ipc.PERM_GID;
import static dev.ferry.linux.abi.Ipc.PERM_MODE;
import static dev.ferry.linux.abi.Ipc.PERM_UID;
import static dev.ferry.linux.abi.Ipc.SETALL;
import static dev.ferry.linux.abi.Ipc.SIZEOF_SEMID64_DS;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A set of System V semaphores, semget(2) and semctl(2).
 *
 * @param id its number in the IPC namespace of this process
 */
public record SemaphoreSet(int id) {
    private static final String NEXT_ID = "/proc/sys/kernel/sem_next_id";

    /** Makes a new set of {@code count} semaphores with this key, or IPC_PRIVATE. {@code EEXIST} if another one has the key. */
    public static SemaphoreSet create(int key, int count, int permissions) throws ErrnoException {
        int flags = IPC_CREAT | IPC_EXCL | permissions;
        return new SemaphoreSet((int) Syscall.call("semget", Nr.SEMGET, key, count, flags));
    }

    /**
     * Asks that the next set that anybody makes in this IPC namespace gets the number {@code id}, if its place is free; needs
     * CAP_CHECKPOINT_RESTORE and a kernel with CONFIG_CHECKPOINT_RESTORE.
     */
    public static void wishForId(int id) throws IOException {
        Files.writeString(Path.of(NEXT_ID), Integer.toString(id));
    }

    /** Takes the wish back: the kernel forgets it with the next set only, so that is one of no use. */
    public static void forgetWish() throws ErrnoException {
        create(IPC_PRIVATE, 1, 0).remove();
    }

    /** Gives it an owner and permissions; its maker stays the same. */
    public void change(int uid, int gid, int permissions) throws ErrnoException {
        OffHeap status = OffHeap.allocate(SIZEOF_SEMID64_DS);
        status.lend(at -> control("IPC_STAT", 0, IPC_STAT, at));
        status.bytes().putInt(PERM_UID, uid).putInt(PERM_GID, gid).putInt(PERM_MODE, permissions);
        status.lend(at -> control("IPC_SET", 0, IPC_SET, at));
    }

    /** The values of its {@code count} semaphores. */
    public short[] values(int count) throws ErrnoException {
        OffHeap values = OffHeap.allocate(count * Short.BYTES);
        values.lend(at -> control("GETALL", 0, GETALL, at));
        short[] copy = new short[count];
        values.bytes().asShortBuffer().get(copy);
        return copy;
    }

    /** Gives all of its semaphores values. This process becomes who did the last operation on them. */
    public void setValues(short... values) throws ErrnoException {
        OffHeap all = OffHeap.allocate(values.length * Short.BYTES);
        all.bytes().asShortBuffer().put(values);
        all.lend(at -> control("SETALL", 0, SETALL, at));
    }

    /** Who did the last operation on semaphore {@code index}, or set its value; 0 if nobody or somebody of another pid namespace. */
    public int lastPid(int index) throws ErrnoException {
        return (int) control("GETPID", index, GETPID, 0);
    }

    /** Whoever waits for one of them gets EIDRM. */
    public void remove() throws ErrnoException {
        control("IPC_RMID", 0, IPC_RMID, 0);
    }

    private long control(String name, int index, int command, long argument) throws ErrnoException {
        return Syscall.call("semctl(" + id + ", " + name + ")", Nr.SEMCTL, id, index, command, argument);
    }
}
