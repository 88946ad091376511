package dev.ferry.app.cli;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.agent.AgentCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry doctor}. */
@Command(
        name = "doctor",
        description =
                "Says what the kernel, the privileges and the processor of a host allow, and what is missing for what.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int ANY_PID = 1;

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST",
            description = "[user@]name[:port] or sandbox:; this host if left out")
    private String host;

    @Mixin
    private HostOptions hostOptions;

    @Option(names = "--json", description = "The same for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (host != null) {
            return ask();
        }
        List<Diagnosis.Line> lines = Diagnosis.make();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(lines));
        } else {
            lines.forEach(line -> out.printf(
                    Locale.ROOT, "%-8s %s: %s%n", line.ok() ? "ok" : "missing", line.subject(), line.meaning()));
        }
        out.flush();
        return lines.get(lines.size() - 1).ok() ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Lets the ferry over there speak for its host. */
    private int ask() throws IOException {
        AgentCommand there = hostOptions.agent(host, spec.commandLine());
        try (HostConnection connection = hostOptions.open(host, ANY_PID, spec.commandLine());
                AgentChannel doctor = connection.exec(there.shellLine(json ? "doctor --json" : "doctor"))) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(doctor.in(), StandardCharsets.UTF_8));
            PrintWriter out = spec.commandLine().getOut();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(Printable.of(line));
            }
            out.flush();
            int status = doctor.exitStatus().orElse(ExitCode.FAILED);
            if (status > ExitCode.FAILED) {
                throw new IOException("There is no Ferry on " + host + ", or it does not start ("
                        + Printable.of(doctor.errorTail().strip()) + "); `ferry host install " + host
                        + "` or --install brings it, and --ferry names it.");
            }
            return status;
        }
    }
}
