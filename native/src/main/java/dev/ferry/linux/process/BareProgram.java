package dev.ferry.linux.process;

import com.sun.jna.Native;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/**
 * A hand-made static program of one page of code and, if it wants, zeroed memory behind it: no libc, so no thread-local storage, no
 * rseq registration, no heap. It exists only as a memfd and is started by posix_spawn(3), not by {@link ProcessBuilder}, whose reaper
 * thread would wait for the child and so take our ptrace stops.
 */
final class BareProgram {
    /** Where the file is mapped. */
    static final long CODE_ADDRESS = 0x10000;

    /** Where its zeroed memory begins. */
    static final long MEMORY_ADDRESS = 0x20000;

    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int PROGRAM_HEADERS = 3;

    /** From {@link #CODE_ADDRESS} to the first instruction. */
    static final int CODE_OFFSET = ELF_HEADER + PROGRAM_HEADERS * PROGRAM_HEADER;

    /** More than any libc's posix_spawn_file_actions_t. */
    private static final int FILE_ACTIONS = 256;

    private static final int PT_NULL = 0;
    private static final int PT_LOAD = 1;
    private static final int PT_GNU_STACK = 0x6474e551;
    private static final int READ_WRITE = 6;
    private static final int READ_EXECUTE = 5;
    private static final int PAGE = 0x1000;
    private static final long MFD_CLOEXEC = 1;
    private static final long MFD_EXEC = 0x10;

    static {
        Native.register(BareProgram.class, "c");
    }

    private BareProgram() {}

    private static native int posix_spawn(long pid, long path, long fileActions, long attributes, long argv, long envp);

    private static native int posix_spawn_file_actions_init(long actions);

    private static native int posix_spawn_file_actions_adddup2(long actions, int from, int to);

    private static native int posix_spawn_file_actions_destroy(long actions);

    /**
     * Starts it as a child of this process and returns its pid.
     *
     * @param code entered at its first byte
     * @param memory bytes of zeroed memory, may be 0
     * @param descriptors what it finds as its descriptors 0, 1...; those of ours that are not close-on-exec come along too
     */
    static int start(String name, byte[] code, int memory, List<Fd> descriptors) throws ErrnoException {
        OffHeap program = OffHeap.copyOf(elf(code, memory));
        OffHeap argument = OffHeap.cString(name);
        try (Fd file = Fd.own(executableFile(argument))) {
            int length = program.bytes().capacity();
            program.lend(bytes -> Syscall.call("write", Nr.WRITE, file.number(), bytes, length));
            return spawn("/proc/self/fd/" + file.number(), argument, descriptors);
        }
    }

    /** Kills it; when this returns it is gone. */
    static void end(int pid) throws ErrnoException {
        Signal.sendIfAlive(pid, Signals.SIGKILL);
        try {
            Syscall.call("wait4", Nr.WAIT4, pid, 0, 0, 0);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ECHILD)) {
                throw e;
            }
        }
    }

    /** Says that the file is to be executed where the kernel wants to hear it (Linux 6.3, sysctl vm.memfd_noexec). */
    private static long executableFile(OffHeap name) throws ErrnoException {
        try {
            return name.lend(at -> Syscall.call("memfd_create", Nr.MEMFD_CREATE, at, MFD_CLOEXEC | MFD_EXEC));
        } catch (ErrnoException e) {
            if (!e.is(Errno.EINVAL)) {
                throw e;
            }
            return name.lend(at -> Syscall.call("memfd_create", Nr.MEMFD_CREATE, at, MFD_CLOEXEC));
        }
    }

    private static int spawn(String path, OffHeap name, List<Fd> descriptors) throws ErrnoException {
        OffHeap actions = OffHeap.allocate(FILE_ACTIONS);
        check("posix_spawn_file_actions_init", posix_spawn_file_actions_init(actions.address()));
        try {
            for (int number = 0; number < descriptors.size(); number++) {
                int from = descriptors.get(number).number();
                check("adddup2", posix_spawn_file_actions_adddup2(actions.address(), from, number));
            }
            return spawn(path, name, actions);
        } finally {
            posix_spawn_file_actions_destroy(actions.address());
            Reference.reachabilityFence(actions.bytes());
        }
    }

    private static int spawn(String path, OffHeap name, OffHeap actions) throws ErrnoException {
        OffHeap executable = OffHeap.cString(path);
        OffHeap pid = OffHeap.allocate(Integer.BYTES);
        OffHeap argv = OffHeap.allocate(16);
        argv.bytes().putLong(0, name.address());
        OffHeap envp = OffHeap.allocate(8);
        try {
            check(
                    "posix_spawn(" + path + ")",
                    posix_spawn(
                            pid.address(), executable.address(), actions.address(), 0, argv.address(), envp.address()));
            return pid.bytes().getInt(0);
        } finally {
            for (OffHeap lent : List.of(executable, name, argv, envp)) {
                Reference.reachabilityFence(lent.bytes());
            }
        }
    }

    private static void check(String call, int errno) throws ErrnoException {
        if (errno != 0) {
            throw new ErrnoException(call, new Errno(errno));
        }
    }

    /** A static ELF executable: code, memory, and a stack that is not executable. */
    private static byte[] elf(byte[] code, int memory) {
        ByteBuffer elf = ByteBuffer.allocate(CODE_OFFSET + code.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(HexFormat.of().parseHex("7f454c46" + "020101" + "000000000000000000"));
        elf.putShort((short) 2).putShort((short) 62).putInt(1);
        elf.putLong(CODE_ADDRESS + CODE_OFFSET).putLong(ELF_HEADER).putLong(0).putInt(0);
        elf.putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) PROGRAM_HEADERS);
        elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        segment(elf, PT_LOAD, READ_EXECUTE, CODE_ADDRESS, elf.capacity(), elf.capacity());
        segment(elf, PT_GNU_STACK, READ_WRITE, 0, 0, 0);
        segment(elf, memory == 0 ? PT_NULL : PT_LOAD, READ_WRITE, MEMORY_ADDRESS, 0, memory);
        return elf.put(code).array();
    }

    private static void segment(ByteBuffer elf, int type, int flags, long address, long inFile, long inMemory) {
        elf.putInt(type).putInt(flags).putLong(0).putLong(address).putLong(address);
        elf.putLong(inFile).putLong(inMemory).putLong(PAGE);
    }
}
