package dev.ferry.linux.inject;

import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The CPUID instruction, executed by a stub, for Java can not. To be used on the tracer thread; costs some milliseconds to open
 * and microseconds to ask.
 */
public final class Cpuid implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    /** {@code cpuid; int3}. */
    private static final byte[] CODE = HexFormat.of().parseHex("0fa2" + "cc");

    private final Stub stub;
    private final RemoteSyscalls remote;
    private final long code;

    /** What the instruction leaves in its four registers. */
    public record Answer(int eax, int ebx, int ecx, int edx) {}

    private Cpuid(Stub stub, RemoteSyscalls remote, long code) {
        this.stub = stub;
        this.remote = remote;
        this.code = code;
    }

    /** Starts the stub. */
    public static Cpuid open() throws IOException {
        Stub stub = Stub.start();
        try (ProcessMemory memory = ProcessMemory.open(stub.pid())) {
            Tracee tracee = Tracee.seize(stub.pid(), Ptrace.O_EXITKILL);
            tracee.interrupt();
            tracee.awaitStop(STOP_LIMIT);
            RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
            int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS;
            int protection = Mman.PROT_READ | Mman.PROT_EXEC;
            long code = remote.call("mmap", Nr.MMAP, 0, Mman.PAGE_SIZE, protection, flags, -1, 0);
            memory.write(code, ByteBuffer.allocateDirect(CODE.length).put(CODE).flip());
            return new Cpuid(stub, remote, code);
        } catch (IOException | RuntimeException e) {
            stub.close();
            throw e;
        }
    }

    /** The answer for one leaf. */
    public Answer ask(int leaf, int subleaf) throws IOException {
        Registers start = remote.savedRegisters()
                .with(Reg.RIP, code)
                .with(Reg.RAX, leaf)
                .with(Reg.RCX, subleaf)
                .with(Reg.ORIG_RAX, -1);
        Registers end = remote.runToTrap(start, code + CODE.length);
        return new Answer(
                (int) end.get(Reg.RAX), (int) end.get(Reg.RBX), (int) end.get(Reg.RCX), (int) end.get(Reg.RDX));
    }

    @Override
    public void close() throws IOException {
        remote.abandon();
        stub.close();
    }
}
