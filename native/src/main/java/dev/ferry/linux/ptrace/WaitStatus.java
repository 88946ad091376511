package dev.ferry.linux.ptrace;

import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.abi.Signals;

/** What wait4(2) says of a tracee, decoded; see "Stopping" in ptrace(2). */
public sealed interface WaitStatus {
    /** The thread ended by itself. */
    record Exited(int code) implements WaitStatus {}

    /** The thread was ended by a signal. */
    record Killed(int signal) implements WaitStatus {}

    /** A stop of PTRACE_INTERRUPT, or the first stop of a new tracee: {@code PTRACE_EVENT_STOP} with SIGTRAP. */
    record Trapped() implements WaitStatus {}

    /** The process is in group-stop because of {@code signal}. */
    record GroupStopped(int signal) implements WaitStatus {}

    /** A {@code PTRACE_EVENT_*} such as fork or clone. */
    record Event(int event) implements WaitStatus {}

    /** Signal-delivery-stop: {@code signal} is about to reach the thread. */
    record Signalled(int signal) implements WaitStatus {}

    /** Decodes the integer that wait4 stores. */
    static WaitStatus decode(int status) {
        int low = status & 0x7f;
        if (low == 0) {
            return new Exited((status >> 8) & 0xff);
        }
        if ((status & 0xff) != 0x7f) {
            return new Killed(low);
        }
        return stopped((status >> 8) & 0xff, status >>> 16);
    }

    private static WaitStatus stopped(int signal, int event) {
        if (event == Ptrace.EVENT_STOP) {
            return signal == Signals.SIGTRAP ? new Trapped() : new GroupStopped(signal);
        }
        return event == 0 ? new Signalled(signal) : new Event(event);
    }
}
