package dev.ferry.linux.inject;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.WaitStatus;
import java.io.IOException;
import java.time.Duration;

/**
 * A stopped thread, borrowed to make system calls. Opening saves its registers and blocks its signals; {@link #close} puts
 * both back and parks the thread, so that it goes on as if nothing had been even if this process is killed later.
 *
 * <p>Parking matters: after a single step or a breakpoint the thread is in signal-delivery-stop with SIGTRAP as the pending
 * result, and a tracer that dies there leaves it to be killed by that SIGTRAP. {@code PTRACE_INTERRUPT} and {@code CONT}
 * move it to {@code PTRACE_EVENT_STOP}, from which it simply goes on. Only while the borrowed registers are loaded is the
 * death of this process fatal to the thread; so the scope should be short.
 *
 * <p>SIGTRAP itself is never blocked: the kernel forces it on a step or a breakpoint, and forcing a blocked signal would
 * reset the program's handler for it ({@code force_sig_info_to_task} in kernel/signal.c).
 */
public final class RemoteSyscalls implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final long ALL_BUT_SIGTRAP = ~Signals.bit(Signals.SIGTRAP);
    private static final int HIGHEST_ERRNO = 4095;

    private final Tracee tracee;
    private final Registers saved;
    private final long savedMask;
    private long instruction;
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
        tracee.setSignalMask(ALL_BUT_SIGTRAP);
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
        prepare(number, arguments);
        tracee.singleStep();
        awaitTrap();
        return tracee.registers().get(Reg.RAX);
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
        prepare(Nr.CLONE3, cloneArgs, Sched.CLONE_ARGS_SIZE);
        tracee.singleStep();
        WaitStatus status = tracee.awaitStop(STOP_LIMIT);
        if (status instanceof WaitStatus.Signalled) {
            checked("clone3", tracee.registers().get(Reg.RAX));
        }
        if (!(status instanceof WaitStatus.Event event)
                || (event.event() != Ptrace.EVENT_FORK && event.event() != Ptrace.EVENT_CLONE)) {
            throw unexpected(status);
        }
        tracee.singleStep();
        awaitTrap();
        Tracee child = Tracee.attachedByKernel(
                (int) checked("clone3", tracee.registers().get(Reg.RAX)));
        WaitStatus first = child.awaitStop(STOP_LIMIT);
        if (!(first instanceof WaitStatus.Trapped)) {
            throw unexpected(first);
        }
        return child;
    }

    /** Lets the thread run from {@code registers} until its next breakpoint and returns the registers there. */
    Registers runToBreakpoint(Registers registers) throws IOException {
        tracee.setRegisters(registers);
        tracee.cont(0);
        awaitTrap();
        return tracee.registers();
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

    private void prepare(long number, long... arguments) throws IOException {
        Reg[] order = {Reg.RDI, Reg.RSI, Reg.RDX, Reg.R10, Reg.R8, Reg.R9};
        Registers registers =
                saved.with(Reg.RIP, instruction).with(Reg.RAX, number).with(Reg.ORIG_RAX, -1);
        for (int i = 0; i < order.length; i++) {
            registers = registers.with(order[i], i < arguments.length ? arguments[i] : 0);
        }
        tracee.setRegisters(registers);
    }

    private void awaitTrap() throws IOException {
        WaitStatus status = tracee.awaitStop(STOP_LIMIT);
        if (!status.equals(new WaitStatus.Signalled(Signals.SIGTRAP))) {
            throw unexpected(status);
        }
    }

    private IOException unexpected(WaitStatus status) {
        return new IOException("thread " + tracee.tid() + " stopped unexpectedly while working for us: " + status);
    }

    private long checked(String name, long result) throws ErrnoException {
        if (result < 0 && result >= -HIGHEST_ERRNO) {
            throw new ErrnoException(name + " in thread " + tracee.tid(), new Errno((int) -result));
        }
        return result;
    }
}
