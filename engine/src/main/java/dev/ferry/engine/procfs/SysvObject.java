package dev.ferry.engine.procfs;

/** An object of System V IPC, which has a number in an IPC namespace and outlives the processes that use it. */
public sealed interface SysvObject permits SysvShm, SysvSemaphores, SysvQueue {
    int id();

    /** 0 is IPC_PRIVATE. */
    int key();

    /** The user who made it. */
    int cuid();

    /** How messages name it. */
    String name();

    /** The command that removes it. */
    String removal();

    /** How messages name the object {@code id} of a sort. */
    static String name(String sort, int id, int key) {
        String keyed = key == 0 ? "" : " (key 0x" + Integer.toHexString(key) + ")";
        return "System V " + sort + " " + id + keyed;
    }
}
