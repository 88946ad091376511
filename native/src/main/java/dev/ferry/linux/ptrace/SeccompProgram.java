package dev.ferry.linux.ptrace;

import dev.ferry.linux.abi.Seccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A filter of seccomp(2) as it was installed: classic BPF. */
public final class SeccompProgram {
    private final byte[] instructions;
    private final int flags;

    SeccompProgram(byte[] instructions, int flags) {
        this.instructions = instructions.clone();
        this.flags = flags;
    }

    /** An array of {@code struct sock_filter}. */
    public byte[] instructions() {
        return instructions.clone();
    }

    /** {@code SECCOMP_FILTER_FLAG_*}, as far as the kernel tells them. */
    public int flags() {
        return flags;
    }

    /** Whether it may leave a decision to another process. */
    public boolean notifies() {
        ByteBuffer program = ByteBuffer.wrap(instructions).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < instructions.length; at += Seccomp.SIZEOF_SOCK_FILTER) {
            int operand = program.getInt(at + Seccomp.FILTER_OPERAND);
            if (program.getShort(at) == Seccomp.BPF_RET && (operand & Seccomp.RET_ACTION) == Seccomp.RET_USER_NOTIF) {
                return true;
            }
        }
        return false;
    }
}
