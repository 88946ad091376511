package dev.ferry.app.migration;

/** Whether a move is paused: nothing is sent, and the program runs on where it was at its own speed. */
public enum Halting {
    /** It has not begun to copy, or the program is about to be stopped, or its engine does not know how. */
    CAN_NOT,
    RUNS,
    /** Asked for. */
    PAUSING,
    PAUSED,
    /** Asked to go on. */
    GOING_ON
}
