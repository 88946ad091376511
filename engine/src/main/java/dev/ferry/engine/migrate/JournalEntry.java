package dev.ferry.engine.migrate;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a host remembers of one migration.
 *
 * @param id of the migration, a UUID
 * @param source whether this host is its source
 * @param state how far it came
 * @param pids of the tree on this host, the root first
 * @param peer the other host's name
 * @param at when this was written
 */
public record JournalEntry(String id, boolean source, JournalState state, List<Integer> pids, String peer, Instant at) {
    public JournalEntry {
        id = UUID.fromString(id).toString();
        pids = List.copyOf(pids);
        peer = peer.replaceAll("\\p{Cntrl}", "?");
    }

    JournalEntry with(JournalState next) {
        return new JournalEntry(id, source, next, pids, peer, Instant.now());
    }

    /** The name of its file. Both hosts may be one machine. */
    String fileName() {
        return id + (source ? ".source" : ".destination");
    }

    String text() {
        String numbers = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        return "id: " + id + "\nside: " + (source ? "source" : "destination") + "\nstate: " + state + "\npids: "
                + numbers + "\npeer: " + peer + "\nat: " + at + "\n";
    }

    /** Understands what {@link #text} wrote. */
    static JournalEntry parse(String text) throws IOException {
        Map<String, String> values = new HashMap<>();
        text.lines()
                .filter(line -> line.contains(": "))
                .forEach(line ->
                        values.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2)));
        try {
            return new JournalEntry(
                    values.getOrDefault("id", ""),
                    "source".equals(values.get("side")),
                    JournalState.valueOf(values.getOrDefault("state", "")),
                    pids(values.getOrDefault("pids", "")),
                    values.getOrDefault("peer", ""),
                    Instant.parse(values.getOrDefault("at", "")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("A journal entry can not be understood (" + e.getMessage() + ").", e);
        }
    }

    private static List<Integer> pids(String numbers) {
        return Arrays.stream(numbers.split(" ", -1))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }
}
