package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.screen.Texts;
import java.util.Comparator;
import java.util.Locale;

/** What the list says about a process, in this order. */
public enum ProcessColumn {
    NAME,
    PID,
    USER,
    CPU,
    MEMORY,
    THREADS,
    STARTED,
    COMMAND;

    /** The smallest first; equal ones by pid, so that rows keep their places. */
    public Comparator<ProcessFacts> order(boolean descending) {
        Comparator<ProcessFacts> order = order();
        return (descending ? order.reversed() : order).thenComparingInt(ProcessFacts::pid);
    }

    private Comparator<ProcessFacts> order() {
        return switch (this) {
            case NAME -> Comparator.comparing(ProcessFacts::name, String.CASE_INSENSITIVE_ORDER);
            case PID -> Comparator.comparingInt(ProcessFacts::pid);
            case USER -> Comparator.comparing(ProcessFacts::user);
            case CPU -> Comparator.comparingDouble(ProcessFacts::cpuShare);
            case MEMORY -> Comparator.comparingLong(ProcessFacts::memoryBytes);
            case THREADS -> Comparator.comparingInt(ProcessFacts::threads);
            case STARTED -> Comparator.comparing(ProcessFacts::started);
            case COMMAND -> Comparator.comparing(ProcessFacts::command);
        };
    }

    /** Whether numbers stand in it, which are aligned at the right. */
    public boolean isNumber() {
        return this == PID || this == CPU || this == MEMORY || this == THREADS;
    }

    /** Its heading. */
    public String title() {
        return Texts.text("processes.column." + name().toLowerCase(Locale.ROOT));
    }
}
