package dev.ferry.engine.migrate;

/**
 * Lets another thread halt a migration as long as the program still runs, and let it go on. Meanwhile nothing is sent but signs of
 * life, and the program runs at its own speed; what it writes is sent afterwards.
 */
public final class Pause {
    private boolean wanted;
    private boolean over;

    /** Asks for a pause; false if it is too late, because the program is about to be stopped. */
    public synchronized boolean begin() {
        wanted = !over;
        return wanted;
    }

    /** Lets the migration go on; harmless if there is no pause. */
    public synchronized void end() {
        wanted = false;
    }

    /** Whether somebody wants a pause. */
    public synchronized boolean isWanted() {
        return wanted;
    }

    /** From now on it is too late; false if somebody wants a pause right now. */
    synchronized boolean close() {
        over = !wanted;
        return over;
    }
}
