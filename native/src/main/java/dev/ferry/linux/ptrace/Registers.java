package dev.ferry.linux.ptrace;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The general purpose registers of a stopped thread; immutable. */
public final class Registers {
    /** Size of {@code struct user_regs_struct} in bytes. */
    public static final int SIZE = Reg.values().length * Long.BYTES;

    private static final long USER_CS_32 = 0x23;

    private final long[] words;

    private Registers(long[] words) {
        this.words = words;
    }

    /** All registers zero: the start for building a set by {@link #with}. */
    public static Registers zero() {
        return new Registers(new long[Reg.values().length]);
    }

    static Registers read(ByteBuffer struct) {
        long[] words = new long[Reg.values().length];
        for (int i = 0; i < words.length; i++) {
            words[i] = struct.getLong(i * Long.BYTES);
        }
        return new Registers(words);
    }

    /** Puts them into a {@code struct user_regs_struct} that {@code struct}, which is little-endian, begins with. */
    public void write(ByteBuffer struct) {
        for (int i = 0; i < words.length; i++) {
            struct.putLong(i * Long.BYTES, words[i]);
        }
    }

    /** The value of one register. */
    public long get(Reg reg) {
        return words[reg.word()];
    }

    /** A copy in which {@code reg} is {@code value}. */
    public Registers with(Reg reg, long value) {
        long[] copy = words.clone();
        copy[reg.word()] = value;
        return new Registers(copy);
    }

    /** Whether the thread executes 32-bit code, which Ferry does not carry. */
    public boolean is32Bit() {
        return get(Reg.CS) == USER_CS_32;
    }

    /**
     * The same registers, rewound so that a system call that the stop interrupted is made again from its start. The kernel
     * marks such a call by {@code -512..-516} in rax with the call's number still in orig_rax ({@code include/linux/errno.h}):
     * codes that must never be seen by the program and that only the kernel that wrote them could act upon.
     */
    public Registers withSyscallRestarted() {
        if (!isRestart(get(Reg.RAX)) || get(Reg.ORIG_RAX) < 0) {
            return this;
        }
        return with(Reg.RAX, get(Reg.ORIG_RAX))
                .with(Reg.RIP, get(Reg.RIP) - SyscallInstruction.LENGTH)
                .with(Reg.ORIG_RAX, -1);
    }

    /** Whether {@code result} is one of the kernel's marks that a call was interrupted and is to be made again. */
    public static boolean isRestart(long result) {
        return result <= -512 && result >= -516 && result != -515;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Registers that && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Reg reg : Reg.values()) {
            text.append(reg).append('=').append(Long.toHexString(get(reg))).append(' ');
        }
        return text.toString().strip();
    }
}
