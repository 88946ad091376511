package dev.ferry.engine.precopy;

/** Why no further round of memory was sent while the program ran. */
public enum StopReason {
    /** The rest fits the downtime that was asked for. */
    CONVERGED("the rest is small enough"),
    /** The program writes as fast as the link carries. */
    NOT_SHRINKING("the program writes faster than the link carries"),
    /** As many rounds were sent as are allowed. */
    ROUND_LIMIT("the limit of rounds is reached"),
    /** Somebody wants none. */
    OFF("it was switched off"),
    /** The kernel does not show what a program writes, or not to us. */
    NOT_TRACKED("the kernel does not show what the program writes"),
    /** The other engine knows no rounds. */
    NOT_UNDERSTOOD("the other engine is too old for it");

    private final String text;

    StopReason(String text) {
        this.text = text;
    }

    /** For a person, after "because". */
    public String text() {
        return text;
    }
}
