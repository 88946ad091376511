package dev.ferry.app.cli;

import dev.ferry.engine.migrate.JournalEntry;
import dev.ferry.engine.migrate.JournalState;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The stopped processes of a migration that is in doubt. A pid of the journal counts only if its process is stopped and is older
 * than the entry: otherwise the pid belongs to somebody else by now.
 */
final class KeptTree {
    private final JournalEntry entry;
    private final List<Integer> pids;

    private KeptTree(JournalEntry entry, List<Integer> pids) {
        this.entry = entry;
        this.pids = pids;
    }

    static KeptTree of(JournalEntry entry) throws IOException {
        if (entry.pids().stream().anyMatch(KeptTree::isTraced)) {
            throw new IOException("Migration " + entry.id() + " is still under way; wait until it has ended.");
        }
        return new KeptTree(entry, present(entry));
    }

    /** The processes that are still there. */
    static List<Integer> present(JournalEntry entry) {
        return entry.pids().stream().filter(pid -> isKept(pid, entry)).toList();
    }

    private static boolean isKept(int pid, JournalEntry entry) {
        Optional<Instant> start =
                ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
        return start.isPresent() && start.get().isBefore(entry.at()) && isStopped(pid);
    }

    /** Only a living engine holds a process by ptrace. */
    private static boolean isTraced(int pid) {
        return isIn(pid, 't');
    }

    private static boolean isStopped(int pid) {
        return isIn(pid, 'T');
    }

    private static boolean isIn(int pid, char state) {
        try {
            return Stat.read(pid).state() == state;
        } catch (IOException gone) {
            return false;
        }
    }

    List<Integer> pids() {
        return pids;
    }

    /** They go on. */
    void letRun() throws IOException {
        if (entry.state() == JournalState.HANDED_OVER) {
            throw new IOException("The program runs on " + entry.peer()
                    + " and must not run twice; stop it there first, or use --discard.");
        }
        if (pids.isEmpty()) {
            throw new IOException(
                    "None of the processes of migration " + entry.id() + " is left here; use --discard to forget it.");
        }
        for (int pid : pids) {
            Signal.sendIfAlive(pid, Signals.SIGCONT);
        }
    }

    /** They end. */
    void kill() throws IOException {
        for (int pid : pids) {
            Signal.sendIfAlive(pid, Signals.SIGKILL);
        }
    }
}
