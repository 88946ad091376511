package dev.ferry.app.cli;

import dev.ferry.app.watch.WatchServer;
import dev.ferry.engine.migrate.Duplex;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ferry watch}, which the console starts on every host. */
@Command(
        name = "watch",
        hidden = true,
        description = "Tells the console how this host is, over standard input and output.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        try (Duplex channel = ProtocolStreams.open()) {
            WatchServer.serve(channel.in(), channel.out());
        }
        return ExitCode.DONE;
    }
}
