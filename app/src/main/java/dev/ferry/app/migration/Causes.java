package dev.ferry.app.migration;

import java.util.concurrent.CompletionException;

/** Why a future failed, in one sentence. */
final class Causes {
    private Causes() {}

    static String sentence(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
