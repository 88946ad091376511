package dev.ferry.app.cli;

import dev.ferry.engine.check.Policy;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.resource.TcpPolicy;
import picocli.CommandLine.Option;

/** What to do about TCP connections with somebody who does not move along. */
final class Connections {
    @Option(
            names = "--tcp",
            paramLabel = "refuse|close|keep",
            description =
                    "What becomes of TCP connections with others; close, and the program finds them reset where it goes"
                            + " on; keep, and they go on, because the addresses that the program has for them move along."
                            + " If nothing is said, a program that has some is not moved.")
    private TcpPolicy tcp = TcpPolicy.REFUSE;

    TcpPolicy policy() {
        return tcp;
    }

    MigrationOptions applyTo(MigrationOptions options) {
        return options.withPolicy(new Policy(options.policy().existingFiles(), tcp));
    }
}
