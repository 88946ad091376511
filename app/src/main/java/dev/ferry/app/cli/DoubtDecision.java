package dev.ferry.app.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What is to become of the kept processes of a migration that is in doubt; without an option its destination is asked. */
final class DoubtDecision {
    @ArgGroup
    private Choice choice;

    /** One of them at most. */
    static final class Choice {
        @Option(names = "--run-here", description = "It does not run there: the kept processes go on here.")
        private boolean runHere;

        @Option(names = "--discard", description = "It runs there: the kept processes are killed.")
        private boolean discard;
    }

    boolean runHere() {
        return choice != null && choice.runHere;
    }

    boolean discard() {
        return choice != null && choice.discard;
    }
}
