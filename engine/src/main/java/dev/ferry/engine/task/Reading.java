package dev.ferry.engine.task;

import dev.ferry.linux.inject.Batch;
import java.io.IOException;

/** What is left to do when the calls that a part has added to a batch have been made: taking their answers. */
@FunctionalInterface
public interface Reading {
    /** Takes the answers out of {@code batch}. */
    void take(Batch batch) throws IOException;
}
