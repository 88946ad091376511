package dev.ferry.engine.seal;

import java.io.IOException;

/** A sealed checkpoint can not be made or opened. The message is one sentence for a person. */
public final class SealException extends IOException {
    private static final long serialVersionUID = 1;

    public SealException(String message) {
        super(message);
    }

    public SealException(String message, Throwable cause) {
        super(message, cause);
    }
}
