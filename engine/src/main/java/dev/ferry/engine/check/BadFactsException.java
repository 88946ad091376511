package dev.ferry.engine.check;

import java.io.IOException;

/** Facts about a tree that can not be true: the peer is broken or hostile. The message is one sentence. */
public final class BadFactsException extends IOException {
    private static final long serialVersionUID = 1;

    BadFactsException(String message) {
        super(message);
    }
}
