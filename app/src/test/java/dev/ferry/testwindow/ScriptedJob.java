package dev.ferry.testwindow;

import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.CheckpointJob;
import dev.ferry.engine.carry.ExistingFilePolicy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/** The saving or restoring of a program, as the test says. */
public final class ScriptedJob implements CheckpointJob {
    private final Wish wish;
    private final LongConsumer bytes;
    private final CompletableFuture<CheckpointEnd> end = new CompletableFuture<>();
    private volatile boolean cancelled;

    /**
     * What was asked for.
     *
     * @param pid 0 for a restore
     * @param sealed whether the file is, or was, encrypted
     */
    public record Wish(
            int pid, Path checkpoint, boolean sealed, boolean leaveRunning, ExistingFilePolicy existingFiles) {}

    ScriptedJob(Wish wish, LongConsumer bytes) {
        this.wish = wish;
        this.bytes = bytes;
    }

    /** What was asked for. */
    public Wish wish() {
        return wish;
    }

    /** So many bytes went over. */
    public void carried(long count) {
        bytes.accept(count);
    }

    /** Its end. */
    public void ends(CheckpointEnd how) {
        end.complete(how);
    }

    /** Whether its end was asked for. */
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public CompletableFuture<CheckpointEnd> end() {
        return end;
    }
}
