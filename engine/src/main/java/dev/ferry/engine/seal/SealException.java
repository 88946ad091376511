package dev.ferry.engine.seal;

import java.io.IOException;

/** A sealed checkpoint can not be made or opened. The message is one sentence for a person. */
public final class SealException extends IOException {
    private static final long serialVersionUID = 1;

    /** What is missing, for callers that can do something about it. */
    public enum Kind {
        /** Another passphrase. */
        OTHER_PASSPHRASE,
        /** Somebody who gives a passphrase. */
        NO_PASSPHRASE,
        /** A private key. */
        NO_KEY,
        /** Anything else. */
        OTHER
    }

    private final Kind kind;

    public SealException(String message) {
        this(Kind.OTHER, message, null);
    }

    public SealException(String message, Throwable cause) {
        this(Kind.OTHER, message, cause);
    }

    SealException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is missing. */
    public Kind kind() {
        return kind;
    }
}
