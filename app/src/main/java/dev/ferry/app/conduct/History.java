package dev.ferry.app.conduct;

import dev.ferry.app.conduct.HistoryEntry.Outcome;
import dev.ferry.engine.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The moves that are over, the newest first. They survive a restart. Safe for several threads. */
public final class History {
    /** Older ones are forgotten. */
    public static final int MOST = 500;

    private static final int WORDS = 1_000;

    private final PrivateJson<Line[]> file;

    /** As it is written down: times in milliseconds. */
    record Line(
            long at,
            String program,
            int pid,
            String from,
            String to,
            Outcome outcome,
            String sentence,
            String migrationId,
            double downtime,
            double total,
            long bytes) {
        static Line of(HistoryEntry entry) {
            return new Line(
                    entry.at().toEpochMilli(),
                    entry.program(),
                    entry.pid(),
                    entry.from(),
                    entry.to(),
                    entry.outcome(),
                    entry.sentence(),
                    entry.migrationId(),
                    entry.downtime().toNanos() / 1e6,
                    entry.total().toNanos() / 1e6,
                    entry.bytes());
        }

        HistoryEntry entry() {
            return new HistoryEntry(
                    Instant.ofEpochMilli(at),
                    PlainText.of(program, WORDS),
                    pid,
                    PlainText.of(from, WORDS),
                    PlainText.of(to, WORDS),
                    outcome,
                    PlainText.of(sentence, WORDS),
                    PlainText.of(migrationId, WORDS),
                    Duration.ofNanos((long) (downtime * 1e6)),
                    Duration.ofNanos((long) (total * 1e6)),
                    bytes);
        }
    }

    /** In that directory. */
    public History(Path directory) {
        file = new PrivateJson<>(directory.resolve("history.json"), Line[].class);
    }

    /** That of this user. */
    public static History ofThisUser() {
        return new History(StateDirectory.ofThisUser());
    }

    /** What is remembered. A file that can not be understood counts as empty and is kept beside. */
    public synchronized List<HistoryEntry> entries() throws IOException {
        return file.read().map(Arrays::asList).orElse(List.of()).stream()
                .filter(line -> line != null && line.outcome() != null)
                .limit(MOST)
                .map(Line::entry)
                .toList();
    }

    /** Remembers one more. */
    public synchronized void add(HistoryEntry entry) throws IOException {
        List<HistoryEntry> all = new ArrayList<>(entries());
        all.add(0, entry);
        write(all.subList(0, Math.min(all.size(), MOST)));
    }

    /** Remembers this instead of the entry with the same migration, such as the end of a doubt; else one more. */
    public synchronized void replace(HistoryEntry entry) throws IOException {
        List<HistoryEntry> all = new ArrayList<>(entries());
        all.removeIf(
                other -> !entry.migrationId().isEmpty() && other.migrationId().equals(entry.migrationId()));
        all.add(0, entry);
        write(all.subList(0, Math.min(all.size(), MOST)));
    }

    /** Forgets all. */
    public synchronized void clear() throws IOException {
        write(List.of());
    }

    private void write(List<HistoryEntry> entries) throws IOException {
        file.write(entries.stream().map(Line::of).toArray(Line[]::new));
    }
}
