package dev.ferry.engine.freeze;

import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.Errno;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.SyscallInstruction;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.util.Set;

/**
 * System calls that the kernel ends with EINTR on any stop, even one that no signal caused: signal(7) lists those that are
 * "never restarted". The program would see an error that it could not have seen without us, so the thread is set back to
 * before the call. All other interrupted calls are restarted by the kernel itself when the thread goes on.
 */
public final class InterruptedCall {
    private static final long EPOLL_PWAIT = 281;
    private static final long EPOLL_PWAIT2 = 441;
    private static final long SEMOP = 65;
    private static final long SEMTIMEDOP = 220;
    private static final long IO_GETEVENTS = 208;
    private static final long IO_PGETEVENTS = 333;
    private static final long RECVMMSG = 299;
    private static final long SENDMMSG = 307;

    /** Those of sockets only if a time-out is set; for what is no socket, EINTR does not come from a stop. */
    private static final Set<Long> NEVER_RESTARTED = Set.of(
            Nr.EPOLL_WAIT,
            EPOLL_PWAIT,
            EPOLL_PWAIT2,
            SEMOP,
            SEMTIMEDOP,
            IO_GETEVENTS,
            IO_PGETEVENTS,
            Nr.RT_SIGTIMEDWAIT,
            Nr.READ,
            Nr.WRITE,
            Nr.READV,
            Nr.WRITEV,
            Nr.CONNECT,
            Nr.ACCEPT,
            Nr.ACCEPT4,
            Nr.SENDTO,
            Nr.RECVFROM,
            Nr.SENDMSG,
            Nr.RECVMSG,
            RECVMMSG,
            SENDMMSG);

    /** Sleeps that go on as restart_syscall(2) in the same process, and end with EINTR in another one. */
    private static final Set<Long> WITH_RESTART_BLOCK = Set.of(Nr.NANOSLEEP, Nr.CLOCK_NANOSLEEP, Nr.POLL, Nr.FUTEX);

    private InterruptedCall() {}

    /** Whether any stop ends this system call with EINTR, if it is about a socket with a time-out or about something else that waits. */
    public static boolean isNeverRestarted(long number) {
        return NEVER_RESTARTED.contains(number);
    }

    /** Whether this system call goes on after a stop only in the same process. */
    public static boolean hasRestartBlock(long number) {
        return WITH_RESTART_BLOCK.contains(number);
    }

    /** Sets {@code tracee}, a thread of {@code pid}, back to before such a call, unless the program is to see a signal. */
    static void rewind(int pid, Tracee tracee) throws IOException {
        Status signals = Status.read(pid, tracee.tid());
        rewind(tracee, (signals.sigPnd() | signals.shdPnd()) & ~signals.sigBlk());
    }

    /** Sets {@code tracee} back to before such a call, unless a signal is waiting that the program is to see. */
    private static void rewind(Tracee tracee, long deliverableSignals) throws IOException {
        Registers registers = tracee.registers();
        boolean interrupted =
                registers.get(Reg.RAX) == -Errno.EINTR.number() && isNeverRestarted(registers.get(Reg.ORIG_RAX));
        if (interrupted && deliverableSignals == 0) {
            tracee.setRegisters(registers
                    .with(Reg.RAX, registers.get(Reg.ORIG_RAX))
                    .with(Reg.RIP, registers.get(Reg.RIP) - SyscallInstruction.LENGTH)
                    .with(Reg.ORIG_RAX, -1));
        }
    }
}
