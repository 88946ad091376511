package dev.ferry.app.conduct;

import java.time.Instant;
import java.util.List;

/**
 * A host at one moment.
 *
 * @param at by the clock of this machine
 * @param processes by ascending pid; one that has not changed since the last sample is the same object
 */
public record Sample(Instant at, HostLoad load, List<ProcessFacts> processes) {
    /** Copies the list. */
    public Sample {
        processes = List.copyOf(processes);
    }
}
