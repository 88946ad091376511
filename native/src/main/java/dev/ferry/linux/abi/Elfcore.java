package dev.ferry.linux.abi;

/**
 * Where the members of {@code struct elf_prstatus} and {@code struct elf_prpsinfo} stand on x86-64, from
 * {@code include/uapi/linux/elfcore.h} and {@code include/linux/elfcore.h}. Bytes.
 */
public final class Elfcore {
    public static final int PRSTATUS_SIZE = 336;
    public static final int PR_SIGPEND = 16;
    public static final int PR_SIGHOLD = 24;
    public static final int PR_PID = 32;
    public static final int PR_PPID = 36;
    public static final int PR_PGRP = 40;
    public static final int PR_SID = 44;
    public static final int PR_REG = 112;
    public static final int PR_FPVALID = 328;

    public static final int PRPSINFO_SIZE = 136;
    public static final int PSINFO_STATE = 0;
    public static final int PSINFO_SNAME = 1;
    public static final int PSINFO_NICE = 3;
    public static final int PSINFO_FLAG = 8;
    public static final int PSINFO_UID = 16;
    public static final int PSINFO_GID = 20;
    public static final int PSINFO_PID = 24;
    public static final int PSINFO_PPID = 28;
    public static final int PSINFO_PGRP = 32;
    public static final int PSINFO_SID = 36;
    public static final int PSINFO_FNAME = 40;
    public static final int FNAME_SIZE = 16;
    public static final int PSINFO_PSARGS = 56;
    /** {@code ELF_PRARGSZ}. */
    public static final int PSARGS_SIZE = 80;

    private Elfcore() {}
}
