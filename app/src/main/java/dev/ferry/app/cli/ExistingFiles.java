package dev.ferry.app.cli;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Policy;
import dev.ferry.engine.migrate.MigrationOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What to do about files that are in the way; without an option nothing is replaced. */
final class ExistingFiles {
    @ArgGroup
    private Choice choice;

    /** One of them at most. */
    static final class Choice {
        @Option(names = "--overwrite", description = "Replaces different files of the same name.")
        private boolean overwrite;

        @Option(names = "--use-theirs", description = "Lets the program go on with different files of the same name.")
        private boolean useTheirs;
    }

    ExistingFilePolicy policy() {
        if (choice != null && choice.overwrite) {
            return ExistingFilePolicy.OVERWRITE;
        }
        return choice != null && choice.useTheirs ? ExistingFilePolicy.USE_THEIRS : ExistingFilePolicy.REFUSE;
    }

    MigrationOptions applyTo(MigrationOptions options) {
        return options.withPolicy(new Policy(policy(), options.policy().tcp()));
    }
}
