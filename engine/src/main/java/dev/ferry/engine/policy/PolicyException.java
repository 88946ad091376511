package dev.ferry.engine.policy;

import java.io.IOException;

/** The policy of this host forbids it, or can not be relied on. The message is one sentence for a person. */
public final class PolicyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With this sentence. */
    public PolicyException(String sentence) {
        super(sentence);
    }

    /** With this sentence and what caused it. */
    public PolicyException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
