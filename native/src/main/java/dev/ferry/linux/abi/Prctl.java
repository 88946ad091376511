package dev.ferry.linux.abi;

/** Operations of prctl(2), from {@code include/uapi/linux/prctl.h}. */
public final class Prctl {
    public static final int SET_PDEATHSIG = 1;
    public static final int GET_PDEATHSIG = 2;
    public static final int GET_DUMPABLE = 3;
    public static final int SET_DUMPABLE = 4;
    public static final int SET_KEEPCAPS = 8;
    public static final int SET_NAME = 15;
    public static final int GET_SECCOMP = 21;
    public static final int GET_SECUREBITS = 27;
    public static final int SET_SECUREBITS = 28;
    public static final int GET_TIMERSLACK = 30;
    public static final int SET_TIMERSLACK = 29;
    public static final int SET_MM = 35;
    public static final int SET_MM_MAP = 14;
    public static final int SET_MM_MAP_SIZE = 15;
    public static final int SET_CHILD_SUBREAPER = 36;
    public static final int GET_CHILD_SUBREAPER = 37;
    public static final int SET_NO_NEW_PRIVS = 38;
    public static final int GET_NO_NEW_PRIVS = 39;
    public static final int GET_TID_ADDRESS = 40;
    public static final int SET_THP_DISABLE = 41;
    public static final int GET_THP_DISABLE = 42;
    /** Since Linux 6.16. */
    public static final int TIMER_CREATE_RESTORE_IDS = 77;

    public static final int SET_PTRACER = 0x59616d61;

    private Prctl() {}
}
