package dev.ferry.linux.process;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;
import java.util.HexFormat;
import java.util.List;

/**
 * A child process that does nothing but wait: the empty vessel from which a restored tree is cloned. A process of a C library would
 * have to unregister its thread-local storage, rseq and heap before its memory could go; this one has none.
 */
public final class Stub implements AutoCloseable {
    /** Where its only page of code is, with a {@code syscall} instruction at {@link #SYSCALL_INSTRUCTION}. */
    public static final long CODE_ADDRESS = BareProgram.CODE_ADDRESS;

    /** {@code loop: mov eax, 34 (pause); syscall; jmp loop}. */
    private static final byte[] CODE = HexFormat.of().parseHex("b822000000" + "0f05" + "ebf7");

    /** Where the {@code syscall} instruction of the code is. */
    public static final long SYSCALL_INSTRUCTION = CODE_ADDRESS + BareProgram.CODE_OFFSET + 5;

    private static final long WAIT_ALL = 0x40000000L;

    private final int pid;
    private boolean running = true;

    private Stub(int pid) {
        this.pid = pid;
    }

    /** Starts a stub as a child of this process. */
    public static Stub start() throws ErrnoException {
        return new Stub(BareProgram.start("ferry-stub", CODE, 0, List.of()));
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
