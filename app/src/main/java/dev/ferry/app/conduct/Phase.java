package dev.ferry.app.conduct;

/** Where a move is, in the order in which they come. */
public enum Phase {
    /** Both engines are started. */
    CONNECTING,
    CHECKING,
    /** Memory goes in rounds while the program runs. */
    COPYING,
    /** The program stands still; the rest is sent. */
    FREEZING,
    /** The destination builds what it has got. */
    RESTORING,
    /** The right to run changes hands; too late to cancel. */
    COMMITTING,
    /** It runs there; the old processes are removed. */
    FINISHING,
    /** It did not work: the program goes on where it was. */
    ROLLING_BACK,
    /** The commit was not acknowledged: the destination is asked. */
    ASKING
}
