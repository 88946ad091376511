package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import java.util.Locale;

/**
 * Which processes are shown.
 *
 * @param search part of a name, command, user or pid; empty for all
 * @param owner the only user whose processes are shown; empty for everybody's
 * @param kernel whether the threads of the kernel are shown
 */
public record ProcessFilter(String search, String owner, boolean kernel) {
    /** Everybody's, but not the kernel's. */
    public static final ProcessFilter USUAL = new ProcessFilter("", "", false);

    /** The same with another search. */
    public ProcessFilter withSearch(String other) {
        return new ProcessFilter(other.strip().toLowerCase(Locale.ROOT), owner, kernel);
    }

    /** The same for another owner. */
    public ProcessFilter withOwner(String other) {
        return new ProcessFilter(search, other, kernel);
    }

    /** The same with or without the kernel's. */
    public ProcessFilter withKernel(boolean shown) {
        return new ProcessFilter(search, owner, shown);
    }

    /** Whether this process is shown. */
    public boolean shows(ProcessFacts process) {
        // What has ended and was not collected is nothing that a person could do anything with.
        if (process.state() == 'Z' || process.state() == 'X') return false;
        boolean theirs = owner.isEmpty() || process.user().equals(owner);
        return theirs && (kernel || !process.kernelThread()) && (search.isEmpty() || isFound(process));
    }

    private boolean isFound(ProcessFacts process) {
        return contains(process.name())
                || contains(process.command())
                || contains(process.user())
                || Integer.toString(process.pid()).startsWith(search);
    }

    private boolean contains(String text) {
        return text.toLowerCase(Locale.ROOT).contains(search);
    }
}
