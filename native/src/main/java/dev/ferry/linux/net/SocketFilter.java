package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.SOL_SOCKET;
import static dev.ferry.linux.abi.Sockets.SO_ATTACH_FILTER;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.util.ArrayList;
import java.util.List;

/** The classic BPF program of a socket, see socket(7): which packets it takes, and how much of them. */
public final class SocketFilter {
    /** BPF_MAXINSNS of the kernel. */
    public static final int LONGEST = 4096;

    private static final int SIZEOF_INSTRUCTION = 8;
    private static final int SIZEOF_PROGRAM = 16;

    /**
     * One instruction, {@code struct sock_filter}.
     *
     * @param ifTrue how many instructions to skip then
     * @param ifFalse how many otherwise
     */
    public record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    private SocketFilter() {}

    /** The program; empty if there is none. {@code EACCES} if it is one of bpf(2), which can not be read back. */
    public static List<Instruction> get(Fd socket) throws ErrnoException {
        int length = read(socket, OffHeap.allocate(0), 0);
        if (length == 0) {
            return List.of();
        }
        OffHeap program = OffHeap.allocate(length * SIZEOF_INSTRUCTION);
        read(socket, program, length);
        List<Instruction> instructions = new ArrayList<>();
        for (int at = 0; at < length * SIZEOF_INSTRUCTION; at += SIZEOF_INSTRUCTION) {
            instructions.add(new Instruction(
                    Short.toUnsignedInt(program.bytes().getShort(at)),
                    Byte.toUnsignedInt(program.bytes().get(at + 2)),
                    Byte.toUnsignedInt(program.bytes().get(at + 3)),
                    program.bytes().getInt(at + 4)));
        }
        return instructions;
    }

    /** The kernel counts instructions, not bytes; asked with room for none, it says how many there are. */
    private static int read(Fd socket, OffHeap program, int room) throws ErrnoException {
        OffHeap length = OffHeap.allocate(Integer.BYTES);
        length.bytes().putInt(0, room);
        program.lend(out -> length.lend(size -> Syscall.call(
                "getsockopt[SO_GET_FILTER]", Nr.GETSOCKOPT, socket.number(), SOL_SOCKET, SO_ATTACH_FILTER, out, size)));
        return length.bytes().getInt(0);
    }

    /** Attaches a program. {@code EINVAL} if the kernel finds that it is none. */
    public static void set(Fd socket, List<Instruction> instructions) throws ErrnoException {
        OffHeap code = OffHeap.allocate(instructions.size() * SIZEOF_INSTRUCTION);
        for (Instruction instruction : instructions) {
            code.bytes()
                    .putShort((short) instruction.code)
                    .put((byte) instruction.ifTrue)
                    .put((byte) instruction.ifFalse)
                    .putInt(instruction.operand);
        }
        OffHeap program = OffHeap.allocate(SIZEOF_PROGRAM);
        program.bytes().putShort(0, (short) instructions.size()).putLong(Long.BYTES, code.address());
        code.lend(kept -> program.lend(in -> Syscall.call(
                "setsockopt[SO_ATTACH_FILTER]",
                Nr.SETSOCKOPT,
                socket.number(),
                SOL_SOCKET,
                SO_ATTACH_FILTER,
                in,
                SIZEOF_PROGRAM)));
    }
}
