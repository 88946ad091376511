package dev.ferry.app.cli;

import dev.ferry.engine.migrate.MigrationOptions;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** How a tree moves, whoever joins the two engines. */
final class MoveArguments {
    @Mixin
    private ExistingFiles existingFiles;

    @Mixin
    private Connections connections;

    @Mixin
    private PreCopyArguments preCopy;

    @Mixin
    private LinkUse linkUse;

    /** Those of this host, as the user wants them. */
    MigrationOptions options() throws IOException {
        MigrationOptions usual = MigrationOptions.ofThisHost();
        return linkUse.applyTo(preCopy.applyTo(connections.applyTo(existingFiles.applyTo(usual))));
    }
}
