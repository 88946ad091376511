package dev.ferry.engine.migrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the destination writes down of its migration. While it is open nobody else can decide about it. */
final class DestinationBook implements AutoCloseable {
    private final Journal journal;
    private final JournalLock lock;
    private JournalEntry entry;

    private DestinationBook(Journal journal, JournalLock lock, JournalEntry entry) {
        this.journal = journal;
        this.lock = lock;
        this.entry = entry;
    }

    /** Begins; an id that is known was declared dead, or comes from somebody who repeats what he has heard. */
    static DestinationBook open(Journal journal, String id, String peer) throws IOException {
        journal.prune();
        JournalLock lock = journal.lock(id, false).orElseThrow(DestinationBook::known);
        try {
            if (journal.find(id, false).isPresent()) {
                throw known();
            }
            DestinationBook book =
                    new DestinationBook(journal, lock, JournalEntry.first(id, false, JournalState.RECEIVING, peer));
            journal.write(book.entry);
            return book;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static ProtocolException known() {
        return new ProtocolException(
                FailureCode.WRONG_MIGRATION,
                "This migration has been here before; start a new one with ferry migrate.");
    }

    /** Which processes they are, without zombies. Done while the source makes up its mind, so it costs no downtime. */
    void know(List<Integer> pids) throws IOException {
        List<ProcessKey> processes = new ArrayList<>();
        for (int pid : pids) {
            ProcessKey process = ProcessKey.of(pid);
            if (process.isAlive()) {
                processes.add(process);
            }
        }
        entry = entry.withProcesses(processes, List.of());
    }

    void write(JournalState state) throws IOException {
        JournalEntry next = entry.with(state);
        journal.write(next);
        entry = next;
    }

    /** Not forced to the disk: what it speaks of does not outlive the host either. */
    void note(JournalState state) throws IOException {
        entry = entry.with(state);
        journal.note(entry);
    }

    @Override
    public void close() {
        lock.close();
    }
}
