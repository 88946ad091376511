package dev.ferry.app.migration;

/** What the tray asks the window to do. */
public interface MoveActions {
    /** Asks whether the program may go back to where it came from. */
    void goBack(MoveModel move);

    /** Asks about the same move once more. */
    void tryAgain(MoveModel move);

    /** Takes a move that is over out of the tray. */
    void dismiss(MoveModel move);

    /** Shows the moves of earlier days. */
    void showHistory();
}
