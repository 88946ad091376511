package dev.ferry.linux.abi;

/** System V IPC, from {@code linux/ipc.h}, {@code linux/shm.h}, {@code linux/sem.h} and {@code asm-generic/shmbuf.h}. */
public final class Ipc {
    public static final int IPC_PRIVATE = 0;
    public static final int IPC_CREAT = 01000;
    public static final int IPC_EXCL = 02000;
    public static final int IPC_RMID = 0;
    public static final int IPC_SET = 1;
    public static final int IPC_STAT = 2;
    public static final int SHM_LOCK = 11;
    public static final int GETPID = 11;

    /** shmat(2): the segment can not be written to through this attachment. */
    public static final int SHM_RDONLY = 010000;
    /** shmat(2): instructions may be executed. */
    public static final int SHM_EXEC = 0100000;

    /** In the mode of a segment: it goes with its last attachment. */
    public static final int SHM_DEST = 01000;
    /** In the mode of a segment: its pages are not swapped out. */
    public static final int SHM_LOCKED = 02000;

    public static final int SIZEOF_SHMID64_DS = 112;
    public static final int SHM_PERM_UID = 4;
    public static final int SHM_PERM_GID = 8;
    public static final int SHM_PERM_MODE = 20;

    private Ipc() {}
}
