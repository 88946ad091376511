package dev.ferry.linux.process;

import com.sun.jna.Native;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/**
 * A child process that does nothing but wait: the empty vessel from which a restored tree is cloned. Its program is a
 * hand-made ELF file of 185 bytes without libc, so it has no thread-local storage, no rseq registration and no heap; a
 * process of a C library would have to unregister all that before its memory could go.
 *
 * <p>It is started by posix_spawn(3) and not by {@link ProcessBuilder}, whose reaper thread waits for the child and so would
 * take our ptrace stops.
 */
public final class Stub implements AutoCloseable {
    /** Where its only page of code is, with a {@code syscall} instruction at {@link #SYSCALL_INSTRUCTION}. */
    public static final long CODE_ADDRESS = 0x10000;

    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int CODE_OFFSET = ELF_HEADER + 2 * PROGRAM_HEADER;
    /** {@code loop: mov eax, 34 (pause); syscall; jmp loop}. */
    private static final byte[] CODE = HexFormat.of().parseHex("b822000000" + "0f05" + "ebf7");

    /** Where the {@code syscall} instruction of the code is. */
    public static final long SYSCALL_INSTRUCTION = CODE_ADDRESS + CODE_OFFSET + 5;

    private static final long MFD_CLOEXEC = 1;
    private static final long MFD_EXEC = 0x10;
    private static final long WAIT_ALL = 0x40000000L;

    static {
        Native.register(Stub.class, "c");
    }

    private final int pid;
    private boolean running = true;

    private Stub(int pid) {
        this.pid = pid;
    }

    private static native int posix_spawn(long pid, long path, long fileActions, long attributes, long argv, long envp);

    /** Starts a stub as a child of this process. */
    public static Stub start() throws ErrnoException {
        OffHeap program = OffHeap.copyOf(elf());
        OffHeap name = OffHeap.cString("ferry-stub");
        try (Fd file = Fd.own(executableFile(name))) {
            int length = program.bytes().capacity();
            program.lend(bytes -> Syscall.call("write", Nr.WRITE, file.number(), bytes, length));
            return new Stub(spawn("/proc/self/fd/" + file.number(), name));
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

    private static int spawn(String path, OffHeap name) throws ErrnoException {
        OffHeap executable = OffHeap.cString(path);
        OffHeap result = OffHeap.allocate(Integer.BYTES);
        OffHeap argv = OffHeap.allocate(16);
        argv.bytes().putLong(0, name.address());
        OffHeap envp = OffHeap.allocate(8);
        try {
            int errno = posix_spawn(result.address(), executable.address(), 0, 0, argv.address(), envp.address());
            if (errno != 0) {
                throw new ErrnoException("posix_spawn(" + path + ")", new Errno(errno));
            }
            return result.bytes().getInt(0);
        } finally {
            for (OffHeap lent : List.of(executable, name, argv, envp)) {
                Reference.reachabilityFence(lent.bytes());
            }
        }
    }

    /** A static ELF executable: one read-execute segment at {@link #CODE_ADDRESS}, and a stack that is not executable. */
    private static byte[] elf() {
        ByteBuffer elf = ByteBuffer.allocate(CODE_OFFSET + CODE.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(HexFormat.of().parseHex("7f454c46" + "020101" + "000000000000000000"));
        elf.putShort((short) 2).putShort((short) 62).putInt(1);
        elf.putLong(CODE_ADDRESS + CODE_OFFSET).putLong(ELF_HEADER).putLong(0).putInt(0);
        elf.putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 2);
        elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        elf.putInt(1).putInt(5).putLong(0).putLong(CODE_ADDRESS).putLong(CODE_ADDRESS);
        elf.putLong(elf.capacity()).putLong(elf.capacity()).putLong(0x1000);
        elf.putInt(0x6474e551).putInt(6).put(new byte[PROGRAM_HEADER - 8]);
        return elf.put(CODE).array();
    }

    /** Its process id. */
    public int pid() {
        return pid;
    }

    /** Kills and reaps it; twice is harmless. */
    @Override
    public void close() throws ErrnoException {
        if (!running) {
            return;
        }
        running = false;
        Signal.sendIfAlive(pid, 9);
        try {
            // A stop that nobody has taken may come before the end; only ECHILD says that it is reaped.
            while (true) {
                Syscall.call("wait4", Nr.WAIT4, pid, 0, WAIT_ALL, 0);
            }
        } catch (ErrnoException e) {
            if (!e.is(Errno.ECHILD)) {
                throw e;
            }
        }
    }
}
