package dev.ferry.app.cli;

import dev.ferry.app.Destination;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import dev.ferry.engine.migrate.PreflightRefused;
import dev.ferry.engine.pidns.FirstPid;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.agent.AgentCommand;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether a tree gets a pid namespace of its own on the destination (decision 0025). */
final class PidNamespaceChoice {
    /** Said of a pid that somebody else has on the destination. */
    private static final String TAKEN = "pid-taken";

    /** When. */
    enum When {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Option(
            names = "--pid-namespace",
            paramLabel = "auto|always|never",
            description =
                    "Whether the tree gets a pid namespace of its own there, in which it keeps its pids; others there see it under"
                            + " other pids then. auto, the usual: only if somebody there has one of its pids.")
    private When when = When.AUTO;

    /** The words that start the engine for this tree. */
    String receive(int root) throws IOException {
        return when == When.ALWAYS ? inNamespace(root) : "receive";
    }

    /** The words that start it in a pid namespace. */
    private static String inNamespace(int root) throws IOException {
        return AgentCommand.receiveInNamespace(FirstPid.forTree(root));
    }

    /** Whether it is worth another try in a namespace. */
    private boolean helps(List<Finding> findings) {
        List<Finding> blockers = findings.stream().filter(Finding::isBlocker).toList();
        return when == When.AUTO
                && !blockers.isEmpty()
                && blockers.stream().allMatch(finding -> finding.code().equals(TAKEN));
    }

    /** What a migration would make of these findings: pids that are taken are no obstacle to it. */
    List<Finding> soften(List<Finding> findings) {
        return when == When.AUTO
                ? findings.stream().map(PidNamespaceChoice::soft).sorted().toList()
                : findings;
    }

    private static Finding soft(Finding finding) {
        return finding.code().equals(TAKEN)
                ? new Finding(
                        Severity.WARNING,
                        TAKEN,
                        finding.object(),
                        finding.cause() + ", so the tree gets a pid namespace of its own there if ferry is root there",
                        "")
                : finding;
    }

    /** Starts an engine in a namespace instead of the one that has refused; throws the refusal if that would not help. */
    void startAnew(Destination destination, int root, PreflightRefused refused) throws IOException {
        if (!helps(refused.findings())) {
            throw refused;
        }
        try {
            destination.startAnew(inNamespace(root));
        } catch (RemoteException noNamespace) {
            refused.addSuppressed(noNamespace);
            throw refused;
        }
    }
}
