package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.screen.Texts;
import java.util.Comparator;
import java.util.Locale;

/** What the list says about a process, in this order. */
public enum ProcessColumn {
    NAME(Comparator.comparing(ProcessFacts::name, String.CASE_INSENSITIVE_ORDER)),
    PID(Comparator.comparingInt(ProcessFacts::pid)),
    USER(Comparator.comparing(ProcessFacts::user)),
    CPU(Comparator.comparingDouble(ProcessFacts::cpuShare)),
    MEMORY(Comparator.comparingLong(ProcessFacts::memoryBytes)),
    THREADS(Comparator.comparingInt(ProcessFacts::threads)),
    STARTED(Comparator.comparing(ProcessFacts::started)),
    COMMAND(Comparator.comparing(ProcessFacts::command));

    private final Comparator<ProcessFacts> order;

    ProcessColumn(Comparator<ProcessFacts> order) {
        this.order = order;
    }

    /** The smallest first; equal ones by pid, so that rows keep their places. */
    public Comparator<ProcessFacts> order(boolean descending) {
        return (descending ? order.reversed() : order).thenComparingInt(ProcessFacts::pid);
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
