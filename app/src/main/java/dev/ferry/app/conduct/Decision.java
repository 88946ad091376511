package dev.ferry.app.conduct;

/** What can be done about a move that is in doubt. */
public enum Decision {
    /** Ask the destination again; decides nothing by itself. */
    ASK,
    /** It does not run there: the kept processes go on here. */
    RUN_HERE,
    /** It runs there: the kept processes are removed. */
    DISCARD
}
