package dev.ferry.linux.abi;

/** Flags of clone(2) and the layout of {@code struct clone_args}, from {@code include/uapi/linux/sched.h}. */
public final class Sched {
    public static final long CLONE_NEWTIME = 0x80;
    public static final long CLONE_VM = 0x100;
    public static final long CLONE_FS = 0x200;
    public static final long CLONE_FILES = 0x400;
    public static final long CLONE_SIGHAND = 0x800;
    public static final long CLONE_PARENT = 0x8000;
    public static final long CLONE_THREAD = 0x10000;
    public static final long CLONE_SYSVSEM = 0x40000;
    public static final long CLONE_NEWPID = 0x20000000;

    /** Size of {@code struct clone_args} up to and with {@code set_tid_size}. */
    public static final int CLONE_ARGS_SIZE = 80;

    public static final int CLONE_ARGS_FLAGS = 0;
    public static final int CLONE_ARGS_EXIT_SIGNAL = 32;
    public static final int CLONE_ARGS_SET_TID = 64;
    public static final int CLONE_ARGS_SET_TID_SIZE = 72;

    /** The first version of {@code struct sched_attr}. */
    public static final int SIZEOF_SCHED_ATTR = 48;

    public static final int ATTR_SIZE = 0;
    public static final int ATTR_POLICY = 4;
    public static final int ATTR_FLAGS = 8;
    public static final int ATTR_NICE = 16;
    public static final int ATTR_PRIORITY = 20;
    public static final int ATTR_RUNTIME = 24;
    public static final int ATTR_DEADLINE = 32;
    public static final int ATTR_PERIOD = 40;
    /** {@code IOPRIO_WHO_PROCESS}. */
    public static final int IOPRIO_WHO_PROCESS = 1;
    /** The class of an I/O priority is above its level. */
    public static final int IOPRIO_CLASS_SHIFT = 13;

    public static final int IOPRIO_CLASS_RT = 1;
    /** Room for the set of CPUs of any kernel: 8192 of them, in bytes. */
    public static final int SIZEOF_CPU_SET = 1024;

    private Sched() {}
}
