package dev.ferry.engine.migrate;

import java.io.IOException;

/** A migration that did not take place; the tree runs on where it was. The message is one sentence for a person. */
public class MigrationException extends IOException {
    private static final long serialVersionUID = 1;

    public MigrationException(String message) {
        super(message);
    }

    public MigrationException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What {@code ferry migrate} exits with. */
    public int exitCode() {
        return 1;
    }
}
