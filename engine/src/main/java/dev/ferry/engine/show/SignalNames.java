package dev.ferry.engine.show;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.proto.SignalQueueEntry;
import dev.ferry.linux.abi.Signals;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/** Signals by name, signal(7). */
final class SignalNames {
    private static final List<String> STANDARD = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");
    /** The first that glibc leaves to programs. */
    private static final int SIGRTMIN = 34;

    private SignalNames() {}

    /** Such as {@code SIGTERM}, {@code SIGRTMIN+2}, or the number of none. */
    static String of(int signal) {
        if (signal >= 1 && signal <= STANDARD.size()) {
            return "SIG" + STANDARD.get(signal - 1);
        }
        if (signal >= SIGRTMIN && signal <= Signals.COUNT) {
            return signal == SIGRTMIN ? "SIGRTMIN" : "SIGRTMIN+" + (signal - SIGRTMIN);
        }
        return "signal " + Integer.toUnsignedString(signal);
    }

    /** Those in a set, bit 0 being signal 1. */
    static List<String> in(long set) {
        return IntStream.rangeClosed(1, Signals.COUNT)
                .filter(signal -> (set & Signals.bit(signal)) != 0)
                .mapToObj(SignalNames::of)
                .toList();
    }

    /** Those that wait, in order. */
    static List<String> in(SignalQueueEntry queue) {
        return queue.getSignalsList().stream()
                .map(entry -> of(number(entry.getSiginfo())))
                .toList();
    }

    /** {@code si_signo} is the first member of {@code siginfo_t}. */
    private static int number(ByteString siginfo) {
        return siginfo.size() < Integer.BYTES
                ? 0
                : siginfo.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    }
}
