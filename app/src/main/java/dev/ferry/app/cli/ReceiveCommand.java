package dev.ferry.app.cli;

import dev.ferry.engine.migrate.DestinationOptions;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.LiveTreeRestorer;
import dev.ferry.engine.migrate.MigrationDestination;
import dev.ferry.engine.pidns.PidNamespace;
import dev.ferry.engine.policy.Admission;
import dev.ferry.engine.policy.Confinement;
import dev.ferry.engine.policy.PolicyException;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.engine.systemd.SessionScope;
import dev.ferry.linux.process.Traceable;
import dev.ferry.linux.ptrace.TracerThread;
import dev.ferry.remote.agent.AgentCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code ferry receive}, which ssh starts. Standard output belongs to the protocol alone. */
@Command(
        name = "receive",
        description = "Takes a tree that another ferry sends over standard input and output.",
        mixinStandardHelpOptions = true)
final class ReceiveCommand implements Callable<Integer> {
    /** Enough to let a tree go whose right to run has come; before that, nothing is lost with us. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    @Option(
            names = "--forced",
            description = "For authorized_keys: refuses whoever asks for anything else than to receive.")
    private boolean forced;

    @Option(
            names = "--pid-namespace",
            paramLabel = "PID",
            description = "The tree gets a pid namespace of its own, in which ferry takes pids from this one on.")
    private Integer firstPid;

    @ParentCommand
    private FerryCommand ferry;

    @Override
    public Integer call() throws Exception {
        if (forced) {
            requireReceiving();
        }
        Admission admission = Admission.ofThisProcess();
        leaveLogin();
        if (firstPid != null && !OuterProc.current().isOther()) {
            PidNamespace.becomeInNew(firstPid, List.of(System.getProperty("ferry.launcher"), "receive"));
        }
        if (admission.mustConfine()) {
            Confinement.become(admission.caller(), List.of(System.getProperty("ferry.launcher"), "receive"));
        }
        Traceable.alsoUnderYama();
        return receive(admission);
    }

    /** What comes here is to outlive it. Who may not leave says so in the check. */
    private static void leaveLogin() throws IOException {
        Optional<SessionScope> login = SessionScope.ofThisProcess();
        if (login.isPresent()) {
            login.get().leave();
        }
    }

    /** What sshd(8) was asked for, in place of which it has started us. */
    private void requireReceiving() throws PolicyException {
        String asked = System.getenv("SSH_ORIGINAL_COMMAND");
        String line = asked == null ? "" : asked;
        OptionalInt inNamespace = AgentCommand.firstPidIn(line);
        if (inNamespace.isPresent()) {
            firstPid = inNamespace.getAsInt();
        } else if (!AgentCommand.isAbout(line, "receive")) {
            throw new PolicyException(
                    asked == null
                            ? "This key only lets programs be received (ferry receive --forced), and sshd or sudo does not say"
                                    + " that somebody asks for that; see docs/RECEIVING.md."
                            : "This key only lets programs be received (ferry receive --forced); log in with another one.");
        }
    }

    private Integer receive(Admission admission) throws Exception {
        DestinationOptions options = DestinationOptions.ofThisHost().whenAlone(ReceiveCommand::closeErr);
        Duplex channel = ProtocolStreams.open();
        try (TracerThread tracer = new TracerThread()) {
            LiveTreeRestorer restorer = new LiveTreeRestorer(tracer, admission);
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
