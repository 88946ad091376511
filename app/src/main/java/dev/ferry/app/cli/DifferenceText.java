package dev.ferry.app.cli;

import dev.ferry.engine.diff.Difference;
import dev.ferry.engine.diff.TaskDifference;
import dev.ferry.engine.diff.TaskDifference.DescriptorDifference;
import dev.ferry.engine.diff.TaskDifference.MappingDifference;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What changed between two checkpoints, for people: first the whole, then each process. As diff(1): - was, + is, ~ is another one. */
final class DifferenceText {
    private static final String MAPPING = "  %1s %16s  %-12s %10s %10s  %s%n";

    private final Difference difference;
    private final PrintWriter out;

    DifferenceText(Difference difference, PrintWriter out) {
        this.difference = difference;
        this.out = out;
    }

    void print() {
        if (difference.isEmpty()) {
            out.println("Nothing has changed" + later() + ".");
            return;
        }
        out.println(Figures.count(difference.come().size(), "process", "", "es") + " came, "
                + difference.gone().size() + " went, " + difference.changed().size() + " changed" + later() + "; "
                + Figures.bytes(difference.changedBytes()) + " of memory have another content.");
        difference.gone().forEach(task -> name("-", task));
        difference.come().forEach(task -> name("+", task));
        difference.changed().forEach(this::task);
    }

    private String later() {
        long millis = difference.after().createdMs() - difference.before().createdMs();
        return millis == 0 ? "" : " in " + Figures.time(Duration.ofMillis(millis));
    }

    private void name(String sign, Difference.TaskName task) {
        out.println("  " + sign + " " + task.pid() + "  " + Printable.of(task.command()));
    }

    private void task(TaskDifference task) {
        out.println();
        out.println("Process " + task.pid() + ", " + Printable.of(task.command()));
        for (TaskDifference.Change change : task.properties()) {
            out.println(Printable.of(
                    "  " + change.what() + ": " + known(change.before()) + " -> " + known(change.after())));
        }
        threads("-", task.threadsGone());
        threads("+", task.threadsCome());
        mappings(task.mappings());
        descriptors(task.descriptors());
    }

    private static String known(String value) {
        return value.isEmpty() ? "(none)" : value;
    }

    private void threads(String sign, List<Integer> tids) {
        if (!tids.isEmpty()) {
            out.println("  " + sign + " " + Figures.count(tids.size(), "thread") + " "
                    + tids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    private void mappings(List<MappingDifference> mappings) {
        if (mappings.isEmpty()) {
            return;
        }
        out.printf(Locale.ROOT, MAPPING, "", "START", "ACCESS", "SIZE", "CHANGED", "MEMORY");
        for (MappingDifference mapping : mappings) {
            out.printf(
                    Locale.ROOT,
                    MAPPING,
                    sign(mapping.fate()),
                    mapping.start(),
                    change(mapping.accessBefore(), mapping.accessAfter()),
                    Figures.bytes(mapping.bytes()),
                    mapping.changedBytes() == 0 ? "-" : Figures.bytes(mapping.changedBytes()),
                    Printable.of(mapping.what()));
        }
    }

    /** Such as {@code rw-p -> r--p}; one of them if that is all there is. */
    private static String change(String before, String after) {
        if (before.isEmpty() || before.equals(after)) {
            return after;
        }
        return after.isEmpty() ? before : before + " -> " + after;
    }

    private void descriptors(List<DescriptorDifference> descriptors) {
        for (DescriptorDifference descriptor : descriptors) {
            String files = change(descriptor.before(), descriptor.after());
            out.println(Printable.of("  " + sign(descriptor.fate()) + " fd " + descriptor.fd() + ": " + files));
        }
    }

    private static String sign(TaskDifference.Fate fate) {
        return switch (fate) {
            case COME -> "+";
            case GONE -> "-";
            case CHANGED -> "~";
        };
    }
}
