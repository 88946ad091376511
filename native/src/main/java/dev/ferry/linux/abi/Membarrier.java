package dev.ferry.linux.abi;

/** Commands of membarrier(2), from {@code linux/membarrier.h}. */
public final class Membarrier {
    public static final int MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED = 4;
    public static final int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 16;
    public static final int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 64;
    public static final int MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ = 256;
    /** Since Linux 6.3. */
    public static final int MEMBARRIER_CMD_GET_REGISTRATIONS = 512;

    private Membarrier() {}
}
