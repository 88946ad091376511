package dev.ferry.app.cli;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import dev.ferry.engine.migrate.MigrationListener;
import dev.ferry.engine.migrate.SourceState;
import java.io.PrintWriter;
import java.util.List;

/** The phases of a migration in the words of a person. */
final class MigrationProgress implements MigrationListener {
    private final ProgressLine line;
    private final PrintWriter err;
    private final long expectedBytes;

    MigrationProgress(ProgressLine line, PrintWriter err, long expectedBytes) {
        this.line = line;
        this.err = err;
        this.expectedBytes = expectedBytes;
    }

    void connecting(String host) {
        line.phase("connecting to " + host, 0);
    }

    @Override
    public void checked(List<Finding> findings) {
        line.clear();
        FindingList.print(
                findings.stream()
                        .filter(finding -> finding.severity() == Severity.WARNING)
                        .toList(),
                err);
        err.flush();
    }

    @Override
    public void entered(SourceState state) {
        if (state instanceof SourceState.PreCopying copying && copying.round() == 0) {
            line.phase("warming up both engines", 0);
        } else if (state instanceof SourceState.Frozen) {
            line.phase("frozen, sending", expectedBytes);
        } else if (state instanceof SourceState.AwaitingReady) {
            line.phase("restoring", 0);
        } else if (state instanceof SourceState.Committing) {
            line.phase("committing", 0);
        } else if (state instanceof SourceState.InDoubt) {
            line.phase("connection lost, asking the destination (Ctrl-C leaves it in doubt)", 0);
        } else if (state instanceof SourceState.HandedOver) {
            line.phase("removing the old processes", 0);
        } else if (state instanceof SourceState.RollingBack) {
            line.phase("taking it back", 0);
        }
    }

    @Override
    public void roundBegins(int round, long dirtyBytes) {
        line.phase("copying memory, round " + round, expectedBytes);
    }

    @Override
    public void paused(boolean halted) {
        line.phase(halted ? "paused; Ctrl-Z or kill -CONT lets it go on" : "going on", 0);
    }

    @Override
    public void settled(String sentence) {
        line.clear();
        err.println("ferry: " + Printable.of(sentence));
        err.flush();
    }

    @Override
    public void sent(long bytes) {
        line.bytes(bytes);
    }
}
