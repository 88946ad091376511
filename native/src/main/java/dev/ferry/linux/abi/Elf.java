package dev.ferry.linux.abi;

/** Constants and sizes of 64-bit ELF files, from {@code include/uapi/linux/elf.h}. */
public final class Elf {
    /** The first bytes of a file: {@code \177ELF}, ELFCLASS64, ELFDATA2LSB, EV_CURRENT. */
    public static final long IDENT_64_LITTLE_ENDIAN = 0x0001_0102_464c_457fL;

    public static final short ET_CORE = 4;
    public static final short EM_X86_64 = 62;
    public static final int EV_CURRENT = 1;

    public static final int PT_LOAD = 1;
    public static final int PT_NOTE = 4;
    public static final int PF_X = 1;
    public static final int PF_W = 2;
    public static final int PF_R = 4;

    /** In {@code e_phnum}: the number of program headers is in {@code sh_info} of the first section header. */
    public static final int PN_XNUM = 0xffff;

    public static final int EHDR_SIZE = 64;
    public static final int PHDR_SIZE = 56;
    public static final int SHDR_SIZE = 64;
    /** Of {@code sh_info} in a section header. */
    public static final int SH_INFO = 44;

    public static final int NT_PRSTATUS = 1;
    public static final int NT_PRFPREG = 2;
    public static final int NT_PRPSINFO = 3;
    public static final int NT_AUXV = 6;
    public static final int NT_SIGINFO = 0x53494749;
    public static final int NT_FILE = 0x46494c45;
    public static final int NT_X86_XSTATE = 0x202;

    /** The last entry of an auxiliary vector, {@code include/uapi/linux/auxvec.h}. */
    public static final long AT_NULL = 0;

    private Elf() {}
}
