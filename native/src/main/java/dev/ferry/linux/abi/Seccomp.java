package dev.ferry.linux.abi;

/** seccomp(2), from {@code linux/seccomp.h}, {@code linux/filter.h} and {@code linux/ptrace.h}. */
public final class Seccomp {
    public static final int MODE_STRICT = 1;
    public static final int MODE_FILTER = 2;
    public static final int SET_MODE_STRICT = 0;
    public static final int SET_MODE_FILTER = 1;
    public static final int FLAG_LOG = 2;
    /** {@code struct sock_filter}: code, two jumps, operand. */
    public static final int SIZEOF_SOCK_FILTER = 8;

    public static final int FILTER_OPERAND = 4;
    /** {@code BPF_RET | BPF_K}. */
    public static final int BPF_RET = 0x06;

    public static final int RET_USER_NOTIF = 0x7fc00000;
    public static final int RET_ACTION = 0xffff0000;
    /** {@code struct sock_fprog}: number of instructions, address. */
    public static final int SIZEOF_SOCK_FPROG = 16;

    public static final int FPROG_FILTER = 8;
    /** {@code struct seccomp_metadata}: which filter, its flags. */
    public static final int SIZEOF_METADATA = 16;

    public static final int METADATA_FLAGS = 8;

    private Seccomp() {}
}
