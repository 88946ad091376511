package dev.ferry.app.cli;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.stream.Zstd;
import dev.ferry.linux.ptrace.TracerThread;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code ferry rehearse}: goes through what the other commands do, without touching any program but its own. The build runs it to
 * record which classes a start needs.
 */
@Command(name = "rehearse", hidden = true, description = "Dumps and restores a program of its own.")
final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Json.of(TreeList.ofThisUser());
        MigrationOptions.ofThisHost();
        Zstd.isAvailable();
        try (TracerThread tracer = new TracerThread()) {
            tracer.call(() -> {
                Rehearsal.restore(tracer);
                return null;
            });
        }
        return ExitCode.DONE;
    }
}
