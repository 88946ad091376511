package dev.ferry.engine.show;

import dev.ferry.engine.image.proto.SaEntry;
import dev.ferry.engine.show.SavedTask.SavedSignals;
import dev.ferry.linux.abi.Signals;
import java.util.ArrayList;
import java.util.List;

/** What a process does on each signal; the image leaves out SIGKILL and SIGSTOP, which nobody can change. */
final class SignalActions {
    private static final long SIG_DFL = 0;
    private static final long SIG_IGN = 1;

    private SignalActions() {}

    static SavedSignals read(List<SaEntry> actions, List<String> pending) {
        List<String> handled = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        int signal = 0;
        for (SaEntry action : actions) {
            signal = next(signal);
            if (action.getSigaction() == SIG_IGN) {
                ignored.add(SignalNames.of(signal));
            } else if (action.getSigaction() != SIG_DFL) {
                handled.add(SignalNames.of(signal));
            }
        }
        return new SavedSignals(handled, ignored, pending);
    }

    private static int next(int signal) {
        int next = signal + 1;
        return next == Signals.SIGKILL || next == Signals.SIGSTOP ? next + 1 : next;
    }
}
