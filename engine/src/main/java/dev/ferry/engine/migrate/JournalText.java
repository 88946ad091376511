package dev.ferry.engine.migrate;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A journal entry as lines of {@code key: value}. Unknown keys are ignored and missing ones empty, so versions understand each other. */
final class JournalText {
    private final Map<String, String> values = new HashMap<>();

    private JournalText(String text) {
        text.lines()
                .filter(line -> line.contains(": "))
                .forEach(line ->
                        values.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2)));
    }

    static String of(JournalEntry entry) {
        String watchdog = entry.watchdog()
                .map(dog -> "watchdog: " + dog.pid() + " " + dog.start() + "\n")
                .orElse("");
        String addresses =
                entry.addresses().isEmpty() ? "" : "addresses: " + String.join(", ", entry.addresses()) + "\n";
        return "id: " + entry.id() + "\nside: " + (entry.source() ? "source" : "destination") + "\nstate: "
                + entry.state() + "\npids: " + joined(entry.pids()) + "\nstarts: "
                + joined(entry.processes().stream().map(ProcessKey::start).toList()) + "\nresting: "
                + joined(entry.resting()) + "\npeer: " + entry.peer() + "\npeer-journal: " + entry.peerJournal()
                + "\nroute: " + entry.route().text() + "\nboot: " + entry.bootId() + "\n" + watchdog + addresses
                + "at: "
                + entry.at() + "\n";
    }

    static JournalEntry parse(String text) throws IOException {
        try {
            return new JournalText(text).entry();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("A journal entry can not be understood (" + e.getMessage() + ").", e);
        }
    }

    private JournalEntry entry() {
        return new JournalEntry(
                value("id"),
                value("side").equals("source"),
                JournalState.valueOf(value("state")),
                processes(),
                numbers("resting").stream().map(Math::toIntExact).toList(),
                value("peer"),
                value("peer-journal"),
                Route.parse(value("route")),
                value("boot"),
                watchdog(),
                addresses(),
                Instant.parse(value("at")));
    }

    private String value(String key) {
        return values.getOrDefault(key, "");
    }

    private List<ProcessKey> processes() {
        List<Long> pids = numbers("pids");
        List<Long> starts = numbers("starts");
        List<ProcessKey> processes = new ArrayList<>();
        for (int i = 0; i < pids.size(); i++) {
            long start = starts.size() == pids.size() ? starts.get(i) : ProcessKey.UNKNOWN;
            processes.add(new ProcessKey(pids.get(i).intValue(), start));
        }
        return processes;
    }

    private Optional<ProcessKey> watchdog() {
        List<Long> numbers = numbers("watchdog");
        return numbers.size() == 2
                ? Optional.of(new ProcessKey(numbers.get(0).intValue(), numbers.get(1)))
                : Optional.empty();
    }

    private List<String> addresses() {
        return Arrays.stream(value("addresses").split(", ", -1))
                .filter(address -> !address.isEmpty())
                .toList();
    }

    private List<Long> numbers(String key) {
        return Arrays.stream(value(key).split(" ", -1))
                .filter(number -> !number.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    private static String joined(List<? extends Number> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
