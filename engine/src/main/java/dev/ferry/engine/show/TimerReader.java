package dev.ferry.engine.show;

import dev.ferry.engine.image.proto.ItimerEntry;
import dev.ferry.engine.image.proto.PosixTimerEntry;
import dev.ferry.engine.image.proto.TaskTimersEntry;
import dev.ferry.engine.show.SavedTask.SavedTimer;
import dev.ferry.linux.abi.Signals;
import java.util.ArrayList;
import java.util.List;

/** The timers of a process: those of setitimer(2) that run, and those of timer_create(2). */
final class TimerReader {
    private static final int SIGALRM = 14;
    private static final int SIGVTALRM = 26;
    private static final int SIGPROF = 27;
    private static final int SIGEV_NONE = 1;
    private static final long NANOS = 1_000_000_000;

    private TimerReader() {}

    static List<SavedTimer> timers(TaskTimersEntry entry) {
        List<SavedTimer> timers = new ArrayList<>();
        add(timers, "ITIMER_REAL", SIGALRM, entry.getReal());
        add(timers, "ITIMER_VIRTUAL", SIGVTALRM, entry.getVirt());
        add(timers, "ITIMER_PROF", SIGPROF, entry.getProf());
        entry.getPosixList().forEach(timer -> timers.add(posix(timer)));
        return timers;
    }

    private static void add(List<SavedTimer> timers, String kind, int signal, ItimerEntry timer) {
        long next = timer.getVsec() * NANOS + timer.getVusec() * 1000;
        long interval = timer.getIsec() * NANOS + timer.getIusec() * 1000;
        if (next != 0 || interval != 0) {
            timers.add(new SavedTimer(kind, SignalNames.of(signal), next, interval));
        }
    }

    private static SavedTimer posix(PosixTimerEntry timer) {
        boolean silent = timer.getItSigevNotify() == SIGEV_NONE || timer.getSiSigno() > Signals.COUNT;
        return new SavedTimer(
                "timer " + Integer.toUnsignedString(timer.getItId()),
                silent ? "" : SignalNames.of(timer.getSiSigno()),
                timer.getVsec() * NANOS + timer.getVnsec(),
                timer.getIsec() * NANOS + timer.getInsec());
    }
}
