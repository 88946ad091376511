package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.seal.SealException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The question to which file a program is saved, and whether it goes on afterwards. */
public final class SaveViewModel {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT);

    private final ProcessFacts tree;
    private final HostSession from;
    private final String fromName;
    private final Observed<String> file;
    private final Observed<Boolean> leaveRunning = new Observed<>(true);
    private final Observed<Boolean> encrypted = new Observed<>(false);
    private Supplier<char[]> passphrase = () -> new char[0];
    private Supplier<char[]> again = () -> new char[0];
    private final Observed<String> problem = new Observed<>("");
    private final Observed<String> passphraseProblem = new Observed<>("");

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

    /**
     * What was answered.
     *
     * @param seal who can read the file; empty if it is not encrypted
     */
    record Answer(Path file, Optional<Seal> seal) {}

    /** What is to be done, if that can be; otherwise one of the problems says why not. */
    Optional<Answer> answer() {
        Optional<Path> path = parse(file.get().strip());
        problem.set(path.map(SaveViewModel::objection).orElse(Texts.text("save.no-name")));
        if (path.isEmpty() || !problem.get().isEmpty()) return Optional.empty();
        if (!encrypted.get()) return Optional.of(new Answer(path.get(), Optional.empty()));
        return seal().map(seal -> new Answer(path.get(), Optional.of(seal)));
    }

    private Optional<Seal> seal() {
        char[] first = passphrase.get();
        char[] second = again.get();
        try {
            if (first.length > 0 && Arrays.equals(first, second)) return Optional.of(Seal.withPassphrase(first));
            passphraseProblem.set(Texts.text(first.length == 0 ? "save.no-passphrase" : "save.other-passphrase"));
        } catch (SealException e) {
            passphraseProblem.set(e.getMessage());
        } finally {
            Arrays.fill(first, '\0');
            Arrays.fill(second, '\0');
        }
        return Optional.empty();
    }

    /** Where the passphrase comes from, and where it is typed once more. It is asked for once, and what it gives is overwritten. */
    void passphrase(Supplier<char[]> typed, Supplier<char[]> once) {
        passphrase = typed;
        again = once;
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

    /** Whether only those who know a passphrase can read it. */
    public Observed<Boolean> encrypted() {
        return encrypted;
    }

    /** What is wrong with the passphrase; empty if nothing. */
    public Observed<String> passphraseProblem() {
        return passphraseProblem;
    }

    /** What is wrong with the path; empty if nothing. */
    public Observed<String> problem() {
        return problem;
    }
}
