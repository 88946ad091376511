package dev.ferry.app.conduct;

import dev.ferry.engine.check.Finding;
import java.time.Duration;
import java.util.List;

/** Hears how a move goes on. Called on one thread of the move, in this order of events: answer at once. */
public interface MoveListener {
    /** It is somewhere else now. */
    default void phase(Phase phase) {}

    /** Both hosts have answered; perhaps with warnings. */
    default void checked(List<Finding> findings) {}

    /** Whether {@link Move#pause} does something; false until this is heard. */
    default void pausable(boolean possible) {}

    /** Nothing is sent any more although the program still runs where it was, or it goes on. */
    default void paused(boolean halted) {}

    /**
     * A round of memory has begun, or has sent some.
     *
     * @param number from 1
     * @param dirtyBytes what it has to send
     * @param sentBytes what it has sent by now
     */
    default void round(int number, long dirtyBytes, long sentBytes) {}

    /** So many bytes were sent, all rounds and the images together. */
    default void sent(long bytes) {}

    /** How long the program would stand still if it were stopped now. */
    default void estimate(Duration downtime) {}

    /** Something that a person should know, in one sentence. */
    default void said(String sentence) {}

    /** It is over; the last call. */
    void ended(MoveEnd end);
}
