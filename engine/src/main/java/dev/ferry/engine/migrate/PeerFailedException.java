package dev.ferry.engine.migrate;

/** The other engine says that something went wrong on its side. */
public final class PeerFailedException extends MigrationException {
    private static final long serialVersionUID = 1;

    private final FailureCode code;
    private final String step;
    private final boolean refusal;

    PeerFailedException(FailureCode code, String text, String step, boolean refusal) {
        super(text);
        this.code = code;
        this.step = step;
        this.refusal = refusal;
    }

    /** What kind of failure. */
    public FailureCode code() {
        return code;
    }

    /** The state that the other engine was in. */
    public String step() {
        return step;
    }

    /** Whether it promises that nothing has happened on its side. */
    boolean isRefusal() {
        return refusal;
    }
}
