package dev.ferry.engine.migrate;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the journal small. Who asks for a migration that was forgotten must not be told that it never was: so the journal remembers
 * up to when it has forgotten.
 */
final class JournalPruning {
    /** How long a decided migration is remembered. */
    static final Duration MAX_AGE = Duration.ofDays(30);

    /** How many decided ones. */
    static final int MAX_COUNT = 1_000;

    private static final String FORGOTTEN = "forgotten-until";

    private final Journal journal;

    JournalPruning(Journal journal) {
        this.journal = journal;
    }

    /** Of a damaged entry nobody can say whether it is open: then all stay. */
    void prune(Instant now) throws IOException {
        List<JournalEntry> decided = journal.entries().stream()
                .filter(entry -> !entry.state().isOpen())
                .sorted(Comparator.comparing(JournalEntry::at).reversed())
                .toList();
        Instant oldest = now.minus(MAX_AGE);
        for (int i = decided.size() - 1; i >= 0; i--) {
            JournalEntry entry = decided.get(i);
            if (i < MAX_COUNT && entry.at().isAfter(oldest)) {
                return;
            }
            forget(entry);
        }
    }

    /** The note comes first: an entry that is there although it is said to be forgotten does no harm. */
    private void forget(JournalEntry entry) throws IOException {
        if (!entry.source() && entry.at().isAfter(forgottenUntil())) {
            journal.replace(FORGOTTEN, entry.at().toString(), true);
        }
        journal.remove(entry);
    }

    /** Destination: a migration without an entry that began before may have been a decided one. */
    Instant forgottenUntil() throws IOException {
        try {
            return Instant.parse(journal.read(FORGOTTEN).orElse(Instant.EPOCH.toString()));
        } catch (DateTimeException e) {
            throw new IOException(
                    "The journal does not know any more what it has forgotten (" + e.getMessage() + ").", e);
        }
    }
}
