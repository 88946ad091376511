package dev.ferry.engine.dump;

import java.io.IOException;

/** A tree could not be dumped; it runs on as before. The message is one sentence for a person. */
public final class DumpException extends IOException {
    private static final long serialVersionUID = 1;

    public DumpException(String message) {
        super(message);
    }

    public DumpException(String message, Throwable cause) {
        super(message, cause);
    }
}
