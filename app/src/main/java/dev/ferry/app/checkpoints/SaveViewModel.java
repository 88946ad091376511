package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The question to which file a program is saved, and whether it goes on afterwards. */
public final class SaveViewModel {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT);

    private final ProcessFacts tree;
    private final HostSession from;
    private final String fromName;
    private final Observed<String> file;
    private final Observed<Boolean> leaveRunning = new Observed<>(true);
    private final Observed<String> problem = new Observed<>("");

    /** @param now becomes a part of the name that is proposed */
    SaveViewModel(ProcessFacts tree, HostSession from, String fromName, Path directory, LocalDateTime now) {
        this.tree = tree;
        this.from = from;
        this.fromName = fromName;
        String plain = tree.name().replaceAll("[^\\p{L}\\p{N}._-]", "-");
        this.file = new Observed<>(directory
                .resolve(plain + "-" + tree.pid() + "-" + TIME.format(now) + ".ferry")
                .toString());
    }

    /** Where it is to be written, if that can be; otherwise {@link #problem} says why not. */
    public Optional<Path> target() {
        Optional<Path> path = parse(file.get().strip());
        problem.set(path.map(SaveViewModel::objection).orElse(Texts.text("save.no-name")));
        return path.filter(any -> problem.get().isEmpty());
    }

    private static Optional<Path> parse(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(text).toAbsolutePath().normalize());
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    private static String objection(Path path) {
        if (Files.exists(path)) return Texts.text("save.exists", path);
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) return Texts.text("save.no-directory", directory);
        return Files.isWritable(directory) ? "" : Texts.text("save.closed-directory", directory);
    }

    /** The root of what is saved. */
    public ProcessFacts tree() {
        return tree;
    }

    /** Where it runs. */
    public HostSession from() {
        return from;
    }

    /** The same for a sentence. */
    public String fromName() {
        return fromName;
    }

    /** The path as it stands in the field. */
    public Observed<String> file() {
        return file;
    }

    /** Whether the program goes on. */
    public Observed<Boolean> leaveRunning() {
        return leaveRunning;
    }

    /** What is wrong with the path; empty if nothing. */
    public Observed<String> problem() {
        return problem;
    }
}
