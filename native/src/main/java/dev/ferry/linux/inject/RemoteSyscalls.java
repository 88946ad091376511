package dev.ferry.linux.inject;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.WaitStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A stopped thread, borrowed to make system calls. Opening saves its registers and blocks its signals; {@link #close} puts
 * both back and parks the thread, so that it goes on as if nothing had been even if this process is killed later.
 *
 * <p>Parking matters: a tracer that dies while the thread is in a system call stop or a signal-delivery-stop leaves it to be
 * killed by a SIGTRAP. {@code PTRACE_INTERRUPT} and {@code CONT} move it to {@code PTRACE_EVENT_STOP}, from which it simply
 * goes on. Only while the borrowed registers are loaded is the death of this process fatal to the thread; so the scope should
 * be short.
 *
 * <p>The thread is led from one system call stop to the next, never by single steps or breakpoints: the SIGTRAP of those is
 * forced, which resets the program's disposition of SIGTRAP if that is blocked or ignored ({@code force_sig_info_to_task} in
 * kernel/signal.c).
 */
public final class RemoteSyscalls implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final long ALL_SIGNALS = -1;
    private static final int HIGHEST_ERRNO = 4095;

    private final Tracee tracee;
    private final Registers saved;
    private final long savedMask;
    private long instruction;
    private boolean stopPutOff;
    private boolean open = true;

    private RemoteSyscalls(Tracee tracee, long instruction, Registers saved, long savedMask) {
        this.tracee = tracee;
        this.instruction = instruction;
        this.saved = saved;
        this.savedMask = savedMask;
    }

    /**
     * Borrows a stopped thread.
     *
     * @param instruction where its process has a {@code syscall} instruction
     */
    public static RemoteSyscalls on(Tracee tracee, long instruction) throws IOException {
        Registers saved = tracee.registers();
        long mask = tracee.signalMask();
        tracee.setSignalMask(ALL_SIGNALS);
        return new RemoteSyscalls(tracee, instruction, saved, mask);
    }

    /** The thread that makes the calls. */
    public Tracee tracee() {
        return tracee;
    }

    /** The registers that {@link #close} puts back. */
    public Registers savedRegisters() {
        return saved;
    }

    /** The signal mask that {@link #close} puts back. */
    public long savedMask() {
        return savedMask;
    }

    /** Uses another {@code syscall} instruction from now on, because the one in use is about to be moved or unmapped. */
    public void useInstructionAt(long address) {
        instruction = address;
    }

    /**
     * Makes one system call in the thread.
     *
     * @param arguments up to six
     * @return what the kernel returned
     * @throws ErrnoException if that was an error
     */
    public long call(String name, long number, long... arguments) throws IOException {
        return checked(name, attempt(number, arguments));
    }

    /** Makes one system call and returns the kernel's answer as it is, {@code -errno} included. */
    public long attempt(long number, long... arguments) throws IOException {
        while (true) {
            enter(number, arguments);
            requireTrap(resume(tracee::contToSyscall));
            long result = tracee.registers().get(Reg.RAX);
            if (!Registers.isRestart(result)) {
                return result;
            }
        }
    }

    /** Lets the thread begin a call that does not return, such as exit_group; what follows comes from {@code awaitStop}. */
    public void start(long number, long... arguments) throws IOException {
        prepare(number, arguments);
        tracee.cont(0);
    }

    /**
     * {@code clone3} in the thread.
     *
     * @param cloneArgs address of a {@code struct clone_args} in its memory
     * @return the new task, stopped before its first instruction, traced by us
     */
    public Tracee clone3(long cloneArgs) throws IOException {
        while (true) {
            enter(Nr.CLONE3, cloneArgs, Sched.CLONE_ARGS_SIZE);
            WaitStatus status = resume(tracee::contToSyscall);
            boolean born = isBirth(status);
            if (born) {
                status = resume(tracee::contToSyscall);
            }
            requireTrap(status);
            long result = tracee.registers().get(Reg.RAX);
            if (!Registers.isRestart(result)) {
                return child(checked("clone3", result), born, status);
            }
        }
    }

    private static boolean isBirth(WaitStatus status) {
        return status instanceof WaitStatus.Event event
                && (event.event() == Ptrace.EVENT_FORK || event.event() == Ptrace.EVENT_CLONE);
    }

    private Tracee child(long tid, boolean born, WaitStatus status) throws IOException {
        if (!born) {
            throw unexpected(status);
        }
        Tracee child = Tracee.attachedByKernel((int) tid);
        WaitStatus first = child.awaitStop(STOP_LIMIT);
        if (!(first instanceof WaitStatus.Trapped)) {
            throw unexpected(first);
        }
        return child;
    }

    /**
     * Lets the thread run from {@code start} until code of ours sends it a SIGTRAP, and returns the registers there.
     *
     * @param end where its instruction pointer is then; another SIGTRAP, from outside, is an error
     */
    Registers runToTrap(Registers start, long end) throws IOException {
        tracee.setRegisters(start);
        tracee.setSignalMask(~Signals.bit(Signals.SIGTRAP));
        requireTrap(resume(() -> tracee.cont(0)));
        tracee.setSignalMask(ALL_SIGNALS);
        Registers there = tracee.registers();
        if (there.get(Reg.RIP) != end) {
            throw unexpected(new WaitStatus.Signalled(Signals.SIGTRAP));
        }
        return there;
    }

    /** Whether a SIGTRAP waits, blocked by the program itself, which {@link #runToTrap} would take for its own. */
    boolean hasTrapPending() throws IOException {
        return isPending(Signals.SIGTRAP);
    }

    private boolean isPending(int signal) throws IOException {
        for (boolean shared : new boolean[] {false, true}) {
            for (byte[] siginfo : tracee.pendingSignals(shared)) {
                if (ByteBuffer.wrap(siginfo).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == signal) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Puts registers and signal mask back and parks the thread; twice is harmless. */
    @Override
    public void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        tracee.setRegisters(saved);
        tracee.setSignalMask(savedMask);
        if (stopPutOff && !isPending(Signals.SIGCONT)) {
            Signal.send(tracee.tid(), Signals.SIGSTOP);
        }
        park(tracee);
    }

    /** Gives the thread up without putting anything back: it has been given other registers, or has ended. */
    public void abandon() {
        open = false;
    }

    /** Moves a stopped thread to {@code PTRACE_EVENT_STOP}, the one stop from which it survives our death. */
    public static void park(Tracee tracee) throws IOException {
        tracee.interrupt();
        tracee.cont(0);
        WaitStatus status = tracee.awaitStop(STOP_LIMIT);
        if (!(status instanceof WaitStatus.Trapped) && !(status instanceof WaitStatus.GroupStopped)) {
            throw new IOException("thread " + tracee.tid() + " could not be parked: " + status);
        }
    }

    private void enter(long number, long... arguments) throws IOException {
        prepare(number, arguments);
        requireTrap(resume(tracee::contToSyscall));
    }

    private void prepare(long number, long... arguments) throws IOException {
        Reg[] order = {Reg.RDI, Reg.RSI, Reg.RDX, Reg.R10, Reg.R8, Reg.R9};
        Registers registers =
                saved.with(Reg.RIP, instruction).with(Reg.RAX, number).with(Reg.ORIG_RAX, -1);
        for (int i = 0; i < order.length; i++) {
            registers = registers.with(order[i], i < arguments.length ? arguments[i] : 0);
        }
        tracee.setRegisters(registers);
    }

    /** A way to let the thread go on. */
    @FunctionalInterface
    private interface Resumption {
        void go() throws IOException;
    }

    /** Lets the thread go on until it stops for us; job control from outside, which no mask keeps off, is put off. */
    private WaitStatus resume(Resumption resumption) throws IOException {
        while (true) {
            resumption.go();
            WaitStatus status = tracee.awaitStop(STOP_LIMIT);
            boolean stopped = status.equals(new WaitStatus.Signalled(Signals.SIGSTOP));
            stopPutOff |= stopped;
            if (!stopped && !(status instanceof WaitStatus.Trapped) && !(status instanceof WaitStatus.GroupStopped)) {
                return status;
            }
        }
    }

    private void requireTrap(WaitStatus status) throws IOException {
        if (!status.equals(new WaitStatus.Signalled(Signals.SIGTRAP))) {
            throw unexpected(status);
        }
    }

    private IOException unexpected(WaitStatus status) {
        return new IOException("thread " + tracee.tid() + " stopped unexpectedly while working for us: " + status);
    }

    static boolean isError(long result) {
        return result < 0 && result >= -HIGHEST_ERRNO;
    }

    private long checked(String name, long result) throws ErrnoException {
        if (isError(result)) {
            throw new ErrnoException(name + " in thread " + tracee.tid(), new Errno((int) -result));
        }
        return result;
    }
}
