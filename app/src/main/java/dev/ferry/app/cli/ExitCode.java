package dev.ferry.app.cli;

/** What ferry exits with; scripts rely on the numbers. */
final class ExitCode {
    static final int DONE = 0;
    /** The program runs on where it was. */
    static final int FAILED = 1;

    static final int USAGE = 2;
    /** A check said no; nothing was touched. */
    static final int REFUSED = 3;
    /** The program is kept stopped until somebody decides. */
    static final int IN_DOUBT = 4;

    private ExitCode() {}
}
