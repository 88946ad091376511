package dev.ferry.app.cli;

import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.SavedFile;
import dev.ferry.engine.show.SavedPipe;
import dev.ferry.engine.show.SavedTask;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What lies in a checkpoint, for people: first the whole, then each process, then what several of them share. */
final class CheckpointText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final String TREE = "%8s  %-10s %-8s %7s %10s %10s  %s%n";
    private static final int USER_WIDTH = 10;

    private final Checkpoint checkpoint;
    private final PrintWriter out;

    CheckpointText(Checkpoint checkpoint, PrintWriter out) {
        this.checkpoint = checkpoint;
        this.out = out;
    }

    void print(Path where) {
        summary(where);
        tree();
        for (SavedTask task : checkpoint.tasks()) {
            out.println();
            new TaskText(task, checkpoint, out).print();
        }
        pipes();
        carried();
        images();
    }

    private void summary(Path where) {
        Checkpoint.Origin origin = checkpoint.origin();
        String host = origin.host().isEmpty() ? "" : " on " + origin.host();
        String kernel = origin.kernel().isEmpty() ? "" : " (Linux " + origin.kernel() + ")";
        String frozen = origin.frozenMs() == 0 ? "" : "; the program stood still for " + origin.frozenMs() + " ms";
        out.println(where + ": made by " + Printable.of(origin.program() + host + kernel) + " at "
                + TIME.format(Instant.ofEpochMilli(origin.createdMs())) + frozen + ".");
        out.println(Figures.count(checkpoint.tasks().size(), "process", "", "es") + ", "
                + Figures.count(checkpoint.threads(), "thread") + ", " + Figures.bytes(checkpoint.memoryBytes())
                + " of memory; " + Figures.bytes(checkpoint.bytes()) + " in "
                + Figures.count(checkpoint.images().size(), "image") + ".");
        if (checkpoint.parentBytes() > 0) {
            out.println("It holds only what has changed: " + Figures.bytes(checkpoint.parentBytes()) + " of memory "
                    + (checkpoint.parents().isEmpty() ? "are not here." : "are in " + parents() + "."));
        }
        out.println(
                checkpoint.obstacle().isEmpty()
                        ? "This version of Ferry can restore it."
                        : "This version of Ferry can not restore it: " + Printable.of(checkpoint.obstacle()));
    }

    private String parents() {
        return Printable.of(String.join(", ", checkpoint.parents()));
    }

    private void tree() {
        out.println();
        out.printf(Locale.ROOT, TREE, "PID", "USER", "STATE", "THREADS", "MAPPED", "SAVED", "COMMAND");
        for (SavedTask task : checkpoint.tasks()) {
            out.printf(
                    Locale.ROOT,
                    TREE,
                    task.pid(),
                    Printable.of(task.user(), USER_WIDTH),
                    task.state(),
                    task.threads().size(),
                    Figures.bytes(task.mappedBytes()),
                    Figures.bytes(task.savedBytes()),
                    "  ".repeat(Math.min(task.depth(), USER_WIDTH)) + Printable.of(task.command()));
        }
    }

    private void pipes() {
        if (checkpoint.pipes().isEmpty()) return;
        out.println();
        out.println("Pipes");
        for (SavedPipe pipe : checkpoint.pipes()) {
            String capacity = pipe.capacityBytes() == 0 ? "" : " of " + Figures.bytes(pipe.capacityBytes());
            out.println("  " + (pipe.name().isEmpty() ? "pipe " + pipe.id() : Printable.of(pipe.name())) + ": "
                    + Figures.bytes(pipe.queuedBytes()) + capacity + " wait; read by " + holders(pipe.readers())
                    + "; written by " + holders(pipe.writers()));
        }
    }

    /** Such as {@code 812:3 813:0}, process and descriptor. */
    static String holders(List<SavedFile.Holder> holders) {
        return holders.isEmpty()
                ? "nobody"
                : String.join(
                        " ", holders.stream().map(SavedFile.Holder::toString).toList());
    }

    private void carried() {
        if (checkpoint.carried().isEmpty()) return;
        out.println();
        out.println("Files that travel along");
        checkpoint
                .carried()
                .forEach(file -> out.printf(
                        Locale.ROOT, "  %10s  %s%n", Figures.bytes(file.bytes()), Printable.of(file.path())));
    }

    private void images() {
        out.println();
        out.println("Images");
        checkpoint
                .images()
                .forEach(image -> out.printf(Locale.ROOT, "  %10s  %s%n", Figures.bytes(image.bytes()), image.name()));
    }
}
