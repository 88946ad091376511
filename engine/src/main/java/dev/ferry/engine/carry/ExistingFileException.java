package dev.ferry.engine.carry;

import java.io.IOException;

/** Something else is where a carried file belongs. The message is one sentence for a person. */
public final class ExistingFileException extends IOException {
    private static final long serialVersionUID = 1L;

    ExistingFileException(String message) {
        super(message);
    }
}
