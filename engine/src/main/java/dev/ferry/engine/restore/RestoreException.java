package dev.ferry.engine.restore;

import java.io.IOException;

/** A tree could not be restored; nothing of it is left. The message is one sentence for a person. */
public final class RestoreException extends IOException {
    private static final long serialVersionUID = 1;

    public RestoreException(String message) {
        super(message);
    }

    public RestoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
