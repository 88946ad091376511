package dev.ferry.linux.ipc;

import static dev.ferry.linux.abi.Ipc.GETPID;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/**
 * A set of System V semaphores, semctl(2).
 *
 * @param id its number in the IPC namespace of this process
 */
public record SemaphoreSet(int id) {
    /** Who did the last operation on semaphore {@code index}, or set its value; 0 if nobody or somebody of another pid namespace. */
    public int lastPid(int index) throws ErrnoException {
        return (int) Syscall.call("semctl(" + id + ", GETPID)", Nr.SEMCTL, id, index, GETPID);
    }
}
