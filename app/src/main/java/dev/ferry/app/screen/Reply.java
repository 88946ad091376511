package dev.ferry.app.screen;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What comes back from another thread. */
public final class Reply {
    private Reply() {}

    /** Hands the value, or the sentence of the failure, to the thread that draws. */
    public static <T> void to(Executor ui, CompletableFuture<T> future, Consumer<T> value, Consumer<String> failure) {
        CompletableFuture<T> unused = future.whenComplete((answer, thrown) -> ui.execute(() -> {
            if (thrown == null) {
                value.accept(answer);
            } else {
                failure.accept(sentence(thrown));
            }
        }));
    }

    private static String sentence(Throwable thrown) {
        boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
        Throwable cause = wrapped ? thrown.getCause() : thrown;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
