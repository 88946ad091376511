package dev.ferry.engine.freeze;

import dev.ferry.linux.ptrace.Tracee;

/**
 * One stopped thread.
 *
 * @param tracee the hold that we have on it
 * @param stopSignal the signal whose group-stop it was in before we came, or 0 if it was running
 */
public record FrozenThread(Tracee tracee, int stopSignal) {
    /** Its thread id. */
    public int tid() {
        return tracee.tid();
    }
}
