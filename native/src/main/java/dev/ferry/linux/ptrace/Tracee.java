package dev.ferry.linux.ptrace;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.abi.Seccomp;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that we have seized, ptrace(2). All methods belong to the thread that seized it; from any other the kernel
 * answers ESRCH. Nothing here undoes itself: the scopes in {@code inject} and the engine's frozen tree do.
 */
public final class Tracee {
    private static final long WAIT_ALL_NOHANG = 0x40000000L | 1;
    private static final int XSTATE_MAX = 1 << 16;
    private static final int QUICK_POLLS = 40;
    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    /** Each tracer thread has one buffer for the kernel to read from and write to; no call here keeps anything in it. */
    private static final ThreadLocal<OffHeap> STRUCT = ThreadLocal.withInitial(() -> OffHeap.allocate(XSTATE_MAX + 64));

    private final int tid;

    private Tracee(int tid) {
        this.tid = tid;
    }

    /**
     * {@code ptrace(PTRACE_SEIZE)}: becomes the tracer without stopping the thread.
     *
     * @param options {@code Ptrace.O_*}
     * @throws ErrnoException EPERM if somebody else traces it, it is a zombie or we may not; ESRCH if it has gone
     */
    public static Tracee seize(int tid, long options) throws ErrnoException {
        Syscall.call("ptrace(SEIZE) of thread " + tid, Nr.PTRACE, Ptrace.SEIZE, tid, 0, options);
        return new Tracee(tid);
    }

    /** The new thread or process {@code tid} that the kernel attached by itself because its creator is traced. */
    public static Tracee attachedByKernel(int tid) {
        return new Tracee(tid);
    }

    /** The thread's id. */
    public int tid() {
        return tid;
    }

    /** {@code PTRACE_INTERRUPT}: asks for a stop; {@link #awaitStop} tells when it is there. */
    public void interrupt() throws ErrnoException {
        request("INTERRUPT", Ptrace.INTERRUPT, 0, 0);
    }

    /** {@code PTRACE_CONT}: goes on, with {@code signal} delivered if it is not 0. */
    public void cont(int signal) throws ErrnoException {
        request("CONT", Ptrace.CONT, 0, signal);
    }

    /** {@code PTRACE_SYSCALL}: goes on until it enters a system call, or returns from the one that it has entered. */
    public void contToSyscall() throws ErrnoException {
        request("SYSCALL", Ptrace.SYSCALL, 0, 0);
    }

    /** {@code PTRACE_DETACH}: goes on untraced, with {@code signal} delivered if it is not 0. */
    public void detach(int signal) throws ErrnoException {
        request("DETACH", Ptrace.DETACH, 0, signal);
    }

    /** {@code PTRACE_SETOPTIONS}: replaces the options given to {@link #seize}. */
    public void setOptions(long options) throws ErrnoException {
        request("SETOPTIONS", Ptrace.SETOPTIONS, 0, options);
    }

    /**
     * Lets the thread make any call as long as we trace it and it has no other options ({@code PTRACE_O_SUSPEND_SECCOMP}).
     * {@code EPERM} without CAP_SYS_ADMIN, or if we are restricted by seccomp ourselves.
     */
    public void suspendSeccomp() throws ErrnoException {
        setOptions(Ptrace.O_SUSPEND_SECCOMP);
    }

    /**
     * The filter of seccomp(2) number {@code index} of a thread in filter mode, 0 is the oldest; empty behind the newest.
     * {@code EACCES} without CAP_SYS_ADMIN.
     */
    public Optional<SeccompProgram> seccompFilter(int index) throws ErrnoException {
        String call = "ptrace(SECCOMP_GET_FILTER) of thread " + tid;
        try {
            int length = (int) Syscall.call(call, Nr.PTRACE, Ptrace.SECCOMP_GET_FILTER, tid, index, 0);
            OffHeap program = OffHeap.allocate(length * Seccomp.SIZEOF_SOCK_FILTER);
            program.lend(out -> Syscall.call(call, Nr.PTRACE, Ptrace.SECCOMP_GET_FILTER, tid, index, out));
            OffHeap metadata = OffHeap.allocate(Seccomp.SIZEOF_METADATA);
            metadata.bytes().putLong(0, index);
            metadata.lend(out -> Syscall.call(
                    "ptrace(SECCOMP_GET_METADATA) of thread " + tid,
                    Nr.PTRACE,
                    Ptrace.SECCOMP_GET_METADATA,
                    tid,
                    Seccomp.SIZEOF_METADATA,
                    out));
            return Optional.of(new SeccompProgram(program.toArray(0, length * Seccomp.SIZEOF_SOCK_FILTER), (int)
                    metadata.bytes().getLong(Seccomp.METADATA_FLAGS)));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** {@code PTRACE_GETEVENTMSG}: for a fork or clone event the new tid. */
    public long eventMessage() throws ErrnoException {
        OffHeap message = STRUCT.get();
        request("GETEVENTMSG", Ptrace.GETEVENTMSG, 0, message.address());
        return message.bytes().getLong(0);
    }

    /** The general purpose registers. */
    public Registers registers() throws ErrnoException {
        OffHeap struct = STRUCT.get();
        request("GETREGS", Ptrace.GETREGS, 0, struct.address());
        return Registers.read(struct.bytes());
    }

    /** Sets the general purpose registers. */
    public void setRegisters(Registers registers) throws ErrnoException {
        OffHeap struct = STRUCT.get();
        registers.write(struct.bytes());
        request("SETREGS", Ptrace.SETREGS, 0, struct.address());
    }

    /** The floating point and vector state in the XSAVE layout of this CPU. */
    public byte[] xstate() throws ErrnoException {
        OffHeap struct = STRUCT.get();
        struct.bytes().putLong(0, struct.address() + 16).putLong(8, XSTATE_MAX);
        request("GETREGSET xstate", Ptrace.GETREGSET, Ptrace.NT_X86_XSTATE, struct.address());
        return struct.toArray(16, (int) struct.bytes().getLong(8));
    }

    /**
     * Sets the floating point and vector state; it must have exactly the length that {@link #xstate} gives here. The kernel
     * would cut what is longer without a word ({@code ptrace_regset} in kernel/ptrace.c).
     *
     * @throws ErrnoException EINVAL if the length is another
     */
    public void setXstate(byte[] xsave) throws ErrnoException {
        int expected = xstate().length;
        if (xsave.length != expected) {
            throw new ErrnoException(
                    "ptrace(SETREGSET xstate) of thread " + tid + " with " + xsave.length + " bytes where this CPU has "
                            + expected,
                    Errno.EINVAL);
        }
        OffHeap struct = STRUCT.get();
        struct.bytes().putLong(0, struct.address() + 16).putLong(8, xsave.length);
        struct.bytes().put(16, xsave);
        request("SETREGSET xstate", Ptrace.SETREGSET, Ptrace.NT_X86_XSTATE, struct.address());
    }

    /** The blocked signals, a 64-bit set. */
    public long signalMask() throws ErrnoException {
        OffHeap struct = STRUCT.get();
        request("GETSIGMASK", Ptrace.GETSIGMASK, Long.BYTES, struct.address());
        return struct.bytes().getLong(0);
    }

    /** Sets the blocked signals. */
    public void setSignalMask(long blocked) throws ErrnoException {
        OffHeap struct = STRUCT.get();
        struct.bytes().putLong(0, blocked);
        request("SETSIGMASK", Ptrace.SETSIGMASK, Long.BYTES, struct.address());
    }

    /** The queued signals as raw {@code siginfo_t}, of the process if {@code shared}, else of this thread. */
    public List<byte[]> pendingSignals(boolean shared) throws ErrnoException {
        List<byte[]> queue = new ArrayList<>();
        OffHeap struct = STRUCT.get();
        while (true) {
            struct.bytes()
                    .putLong(0, queue.size())
                    .putInt(8, shared ? (int) Ptrace.PEEKSIGINFO_SHARED : 0)
                    .putInt(12, 1);
            long got = Syscall.call(
                    "ptrace(PEEKSIGINFO) of thread " + tid,
                    Nr.PTRACE,
                    Ptrace.PEEKSIGINFO,
                    tid,
                    struct.address(),
                    struct.address() + 16);
            if (got == 0) {
                return queue;
            }
            queue.add(struct.toArray(16, Signals.SIGINFO_SIZE));
        }
    }

    /** The rseq(2) registration of the thread; all zero if it has none. */
    public RseqConfiguration rseq() throws ErrnoException {
        OffHeap struct = STRUCT.get();
        request("GET_RSEQ_CONFIGURATION", Ptrace.GET_RSEQ_CONFIGURATION, 24, struct.address());
        ByteBuffer bytes = struct.bytes();
        return new RseqConfiguration(bytes.getLong(0), bytes.getInt(8), bytes.getInt(12), bytes.getInt(16));
    }

    /**
     * Waits until the thread stops or ends.
     *
     * @throws IOException if it does neither in time (a vfork parent, or a thread in uninterruptible sleep)
     */
    public WaitStatus awaitStop(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        for (int polls = 0; ; polls++) {
            int status = poll();
            if (status != -1) {
                return WaitStatus.decode(status);
            }
            if (polls < QUICK_POLLS) {
                Syscall.call("sched_yield", Nr.SCHED_YIELD);
                continue;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("thread " + tid + " did not stop within " + timeout.toMillis()
                        + " ms; it may be in an uninterruptible wait (state D in ps) or a vfork parent");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
        }
    }

    /** One look, which never waits: how the thread has stopped or ended since the last one, if it has. */
    public Optional<WaitStatus> news() throws ErrnoException {
        int status = poll();
        return status == -1 ? Optional.empty() : Optional.of(WaitStatus.decode(status));
    }

    /** Takes the news of its end, if there is any, so that its real parent can have them; never waits. */
    public void reapIfEnded() {
        try {
            poll();
        } catch (ErrnoException e) {
            if (!e.is(Errno.ESRCH)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One look: the status word, or -1 if there is no news. */
    private int poll() throws ErrnoException {
        OffHeap struct = STRUCT.get();
        try {
            long changed = Syscall.call("wait4", Nr.WAIT4, tid, struct.address(), WAIT_ALL_NOHANG, 0);
            return changed == 0 ? -1 : struct.bytes().getInt(0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ECHILD)) {
                throw new ErrnoException(
                        "wait4 for thread " + tid + ", which is not our tracee or has gone", Errno.ESRCH);
            }
            throw e;
        }
    }

    private void request(String name, long request, long address, long data) throws ErrnoException {
        String call = "ptrace(" + name + ") of thread " + tid;
        try {
            Syscall.call(call, Nr.PTRACE, request, tid, address, data);
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                throw new ErrnoException(
                        call + ", which has gone, is not stopped, or is traced by another thread than this one",
                        Errno.ESRCH);
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return "Tracee(" + tid + ")";
    }
}
