package dev.ferry.engine.migrate;

import dev.ferry.engine.procfs.OuterProc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the source writes down of its migration, and who acts if it dies: up to the commit the watchdog, then whoever reads this. */
final class SourceBook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceBook.class);

    private final Journal journal;
    private final JournalLock lock;
    private final DeathWatch watch;
    private JournalEntry entry;

    private SourceBook(Journal journal, JournalLock lock, DeathWatch watch, JournalEntry entry) {
        this.journal = journal;
        this.lock = lock;
        this.watch = watch;
        this.entry = entry;
    }

    /** Prepares everything that takes time, and writes the first entry. The tree runs. */
    static SourceBook open(Journal journal, SourceTree tree, JournalEntry first) throws IOException {
        journal.prune();
        JournalLock lock = journal.lock(first.id(), true)
                .orElseThrow(() -> new MigrationException("Migration " + first.id() + " is under way already."));
        try {
            DeathWatch watch = tree.deathWatch(journal.newMark(first.id()));
            // The first time takes long; the next one counts.
            watch.watch(List.of());
            JournalEntry entry = first.withWatchdog(watch.process());
            SourceBook book = new SourceBook(journal, lock, watch, entry);
            journal.write(entry);
            return book;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    JournalEntry entry() {
        return entry;
    }

    /**
     * Writes which processes they are, and that COMMIT may go out. On the disk while the destination still restores, so that it
     * costs no downtime: as long as the watchdog is there, its mark says more than this entry.
     */
    void aboutToCommit(SourceTree.Frozen frozen) throws IOException {
        List<ProcessKey> processes = new ArrayList<>();
        for (int pid : frozen.pids()) {
            processes.add(ProcessKey.of(pid));
        }
        List<Integer> resting = new ArrayList<>();
        for (int pid : frozen.resting()) {
            resting.add(OuterProc.current().outer(pid));
        }
        entry = entry.withProcesses(processes, resting).withAddresses(frozen.addresses());
        write(JournalState.COMMITTING);
    }

    /** From now on neither our end nor our death alone lets the tree run; but after our death the watchdog does. */
    void keepStopped(SourceTree.Frozen frozen) throws IOException {
        List<Integer> ours = new ArrayList<>(frozen.pids());
        ours.removeAll(frozen.resting());
        watch.watch(ours);
        frozen.keepStopped();
    }

    /** From now on nothing at all lets it run: COMMIT may be sent. */
    void dismissWatch() throws IOException {
        watch.close();
    }

    void write(JournalState state) throws IOException {
        JournalEntry next = entry.with(state);
        journal.write(next);
        entry = next;
    }

    /** Before the tree is let run again: whoever comes after our death must not take it for a kept one. */
    void mark() throws IOException {
        journal.setMark(entry.id());
    }

    /** The tree runs here. A destination that could not be told may still hold a copy: the next ferry tells it. */
    void rolledBack(boolean told) {
        try {
            if (told) {
                journal.remove(entry);
            } else {
                write(JournalState.STARTED);
            }
        } catch (IOException e) {
            // What stands there, with the mark, says the same to whoever reads it.
            LOG.warn("The journal could not be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            watch.close();
        }
    }
}
