package dev.ferry.engine.freeze;

import java.io.IOException;

/** A tree could not be frozen; it runs on as before. The message is one sentence for a person. */
public final class FreezeException extends IOException {
    private static final long serialVersionUID = 1;

    public FreezeException(String message) {
        super(message);
    }

    public FreezeException(String message, Throwable cause) {
        super(message, cause);
    }
}
