package dev.ferry.app.conduct;

import java.util.concurrent.CompletableFuture;

/** A program that is being saved to a file, or restored from one. */
public interface CheckpointJob {
    /** Asks for the end; once a checkpoint is complete or a program runs, this does nothing. Returns at once. */
    void cancel();

    /** How it ends; never fails. */
    CompletableFuture<CheckpointEnd> end();
}
