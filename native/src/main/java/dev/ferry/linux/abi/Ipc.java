package dev.ferry.linux.abi;

/** System V IPC, from {@code linux/ipc.h}, {@code linux/shm.h}, {@code linux/sem.h}, {@code linux/msg.h} and their buffers. */
public final class Ipc {
    public static final int IPC_PRIVATE = 0;
    public static final int IPC_CREAT = 01000;
    public static final int IPC_EXCL = 02000;
    public static final int IPC_NOWAIT = 04000;
    public static final int IPC_RMID = 0;
    public static final int IPC_SET = 1;
    public static final int IPC_STAT = 2;
    public static final int SHM_LOCK = 11;
    public static final int GETPID = 11;
    public static final int GETALL = 13;
    public static final int SETVAL = 16;
    public static final int SETALL = 17;

    /** msgrcv(2): the message with this number, which stays in the queue. */
    public static final int MSG_COPY = 040000;

    /** shmat(2): the segment can not be written to through this attachment. */
    public static final int SHM_RDONLY = 010000;
    /** shmat(2): instructions may be executed. */
    public static final int SHM_EXEC = 0100000;

    /** In the mode of a segment: it goes with its last attachment. */
    public static final int SHM_DEST = 01000;
    /** In the mode of a segment: its pages are not swapped out. */
    public static final int SHM_LOCKED = 02000;

    public static final int SIZEOF_SHMID64_DS = 112;
    public static final int SIZEOF_SEMID64_DS = 104;
    public static final int SIZEOF_MSQID64_DS = 120;
    /** All three begin with a struct ipc64_perm. */
    public static final int PERM_UID = 4;

    public static final int PERM_GID = 8;
    public static final int PERM_MODE = 20;
    public static final int MSG_QBYTES = 88;

    public static final int SIZEOF_SEMBUF = 6;
    public static final int SEM_NUM = 0;
    public static final int SEM_OP = 2;
    public static final int SEM_FLG = 4;

    private Ipc() {}
}
