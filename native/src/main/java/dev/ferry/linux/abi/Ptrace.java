package dev.ferry.linux.abi;

/** Requests, options and events of ptrace(2), from {@code include/uapi/linux/ptrace.h}. */
public final class Ptrace {
    public static final long CONT = 7;
    public static final long GETREGS = 12;
    public static final long SETREGS = 13;
    public static final long DETACH = 17;
    public static final long SYSCALL = 24;
    public static final long SETOPTIONS = 0x4200;
    public static final long GETEVENTMSG = 0x4201;
    public static final long GETSIGINFO = 0x4202;
    public static final long GETREGSET = 0x4204;
    public static final long SETREGSET = 0x4205;
    public static final long SEIZE = 0x4206;
    public static final long INTERRUPT = 0x4207;
    public static final long LISTEN = 0x4208;
    public static final long PEEKSIGINFO = 0x4209;
    public static final long GETSIGMASK = 0x420a;
    public static final long SETSIGMASK = 0x420b;
    public static final long SECCOMP_GET_FILTER = 0x420c;
    public static final long SECCOMP_GET_METADATA = 0x420d;
    public static final long GET_RSEQ_CONFIGURATION = 0x420f;

    public static final long O_TRACEFORK = 0x2;
    public static final long O_TRACEVFORK = 0x4;
    public static final long O_TRACECLONE = 0x8;
    public static final long O_EXITKILL = 0x100000;
    public static final long O_SUSPEND_SECCOMP = 0x200000;

    public static final int EVENT_FORK = 1;
    public static final int EVENT_VFORK = 2;
    public static final int EVENT_CLONE = 3;
    public static final int EVENT_STOP = 128;

    public static final long PEEKSIGINFO_SHARED = 1;

    public static final long NT_PRFPREG = 2;
    public static final long NT_X86_XSTATE = 0x202;

    private Ptrace() {}
}
