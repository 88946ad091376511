package dev.ferry.engine.migrate;

/** The other engine sent what the protocol does not allow. */
final class ProtocolException extends MigrationException {
    private static final long serialVersionUID = 1;

    private final FailureCode code;

    ProtocolException(String what) {
        this(
                FailureCode.PROTOCOL,
                "The other engine broke the protocol: " + what + "; use the same version of Ferry on both hosts.");
    }

    ProtocolException(FailureCode code, String message) {
        super(message);
        this.code = code;
    }

    FailureCode code() {
        return code;
    }
}
