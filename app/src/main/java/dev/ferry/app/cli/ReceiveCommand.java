package dev.ferry.app.cli;

import dev.ferry.engine.migrate.DestinationOptions;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.LiveTreeRestorer;
import dev.ferry.engine.migrate.MigrationDestination;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code ferry receive}, which ssh starts. Standard output belongs to the protocol alone. */
@Command(
        name = "receive",
        description = "Takes a tree that another ferry sends over standard input and output.",
        mixinStandardHelpOptions = true)
final class ReceiveCommand implements Callable<Integer> {
    /** Enough to let a tree go whose right to run has come; before that, nothing is lost with us. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    @ParentCommand
    private FerryCommand ferry;

    @Override
    public Integer call() throws Exception {
        DestinationOptions options = DestinationOptions.ofThisHost().whenAlone(ReceiveCommand::closeErr);
        Duplex channel = ProtocolStreams.open();
        try (TracerThread tracer = new TracerThread()) {
            LiveTreeRestorer restorer = new LiveTreeRestorer(tracer);
            ferry.interrupt()
                    .duringWithin(
                            GRACE, () -> MigrationDestination.serve(restorer, channel, Journal.ofThisUser(), options));
        }
        return ExitCode.DONE;
    }

    /** An engine that holds a tree has nobody to speak to, and sshd(8) waits for the end of its standard error. */
    private static void closeErr() {
        try {
            new FileOutputStream(FileDescriptor.err).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
