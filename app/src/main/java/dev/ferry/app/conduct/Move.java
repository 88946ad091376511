package dev.ferry.app.conduct;

import java.util.concurrent.CompletableFuture;

/** A move that is under way or over. */
public interface Move {
    /** Root of the tree. */
    int pid();

    /** Where it was. */
    HostSession from();

    /** Where it goes. */
    HostSession to();

    /**
     * Asks for the end. Up to the commit the program then runs on where it was, and the move ends as Cancelled; later this does
     * nothing. Returns at once.
     */
    void cancel();

    /**
     * Asks that nothing more is sent, or that it goes on. While the program still runs where it was {@link MoveListener#paused} is the
     * answer; later this does nothing. Returns at once.
     */
    void pause(boolean halted);

    /** How it ends; never fails. */
    CompletableFuture<MoveEnd> end();
}
