package dev.ferry.app.cli;

import dev.ferry.remote.HostConnection;
import dev.ferry.remote.install.InstallOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry host install}. */
@Command(
        name = "install",
        description = {
            "Brings this Ferry, with a Java of its own, to a host that has none or another version that was brought like this.",
            "It goes into the cache directory of the user there; nothing is asked of root, packages or the internet."
        },
        mixinStandardHelpOptions = true)
final class HostInstallCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST", description = "[user@]name[:port]")
    private String host;

    @Mixin
    private SshArguments ssh;

    @Option(names = "--json", description = "What was done, for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For machines: outcome is {@code present}, {@code brought} or {@code foreign}; replaced may be null; the bytes are those that were copied. */
    record Answer(String host, String outcome, String version, String replaced, long bytes, long milliseconds) {
        private static Answer of(String host, InstallOutcome outcome, long milliseconds) {
            if (outcome instanceof InstallOutcome.Brought brought) {
                return new Answer(
                        host,
                        "brought",
                        brought.version(),
                        brought.replaced().orElse(null),
                        brought.bytes(),
                        milliseconds);
            }
            if (outcome instanceof InstallOutcome.Present present) {
                return new Answer(host, "present", present.version(), null, 0, milliseconds);
            }
            String version = ((InstallOutcome.Foreign) outcome).version();
            return new Answer(host, "foreign", version, null, 0, milliseconds);
        }
    }

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        try (HostConnection connection = ssh.open(host, spec.commandLine())) {
            InstallOutcome outcome =
                    EngineDelivery.to(connection, spec.commandLine().getErr());
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            if (outcome instanceof InstallOutcome.Foreign foreign && !EngineDelivery.isThisVersion(foreign)) {
                throw new IOException(EngineDelivery.left(connection, foreign));
            }
            print(outcome, time);
            return ExitCode.DONE;
        }
    }

    private void print(InstallOutcome outcome, Duration time) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? Json.of(Answer.of(host, outcome, time.toMillis())) : sentence(outcome, time));
        out.flush();
    }

    private String sentence(InstallOutcome outcome, Duration time) {
        if (outcome instanceof InstallOutcome.Brought brought) {
            String instead = brought.replaced().map(old -> " instead of " + old).orElse("");
            return "Ferry " + brought.version() + " is on " + host + " now" + Printable.of(instead) + "; "
                    + Figures.bytes(brought.bytes()) + " were copied in " + Figures.time(time) + ".";
        }
        return outcome instanceof InstallOutcome.Foreign foreign
                ? host + " has this version already, in " + Printable.of(foreign.path()) + "; nothing was copied."
                : host + " has this version already; nothing was copied.";
    }
}
