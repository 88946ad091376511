package dev.ferry.app.cli;

import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.precopy.PreCopyOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How memory is copied while the program runs. */
final class PreCopyArguments {
    @Option(
            names = "--max-downtime",
            paramLabel = "MS",
            defaultValue = "50",
            description =
                    "Stop the program when it would stand still no longer than this; default ${DEFAULT-VALUE} ms.")
    private int maxDowntime;

    @Option(
            names = "--max-rounds",
            paramLabel = "N",
            defaultValue = "" + PreCopyOptions.USUAL_ROUNDS,
            description =
                    "How often to go through the memory of the running program; default ${DEFAULT-VALUE}, 0 copies all of"
                            + " it while the program is stopped.")
    private int maxRounds;

    @Option(
            names = "--throttle",
            description =
                    "Slow the program down while it is copied if it writes faster than the link carries: it stands still for"
                            + " up to 31 of 32 parts of the time, never for longer than --max-downtime in one piece.")
    private boolean throttle;

    MigrationOptions applyTo(MigrationOptions options) {
        return options.withPreCopy(
                new PreCopyOptions(Duration.ofMillis(Math.max(maxDowntime, 0)), Math.max(maxRounds, 0), throttle));
    }
}
