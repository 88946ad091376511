package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.PlainText;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.RecentCheckpoints;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.seal.SealException;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The checkpoint that is looked into, those that were before, and what is being saved and restored. */
public final class CheckpointsViewModel {
    private static final int LONGEST = 2000;
    /** So many are written and read at the same time; each makes a program stand still, or a disk busy. */
    private static final int AT_ONCE = 2;

    private final RecentCheckpoints remembered;
    private final UserPrompts prompts;
    private final Consumer<HistoryEntry> history;
    private final Executor ui;
    private final Executor work;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int underWay;
    private final Observed<Optional<OpenCheckpoint>> opened = new Observed<>(Optional.empty());
    private final Observed<Optional<Path>> opening = new Observed<>(Optional.empty());
    private final Observed<String> problem = new Observed<>("");
    private final Observed<List<Path>> recent = new Observed<>(List.of());
    private final Observed<Optional<SaveViewModel>> saving = new Observed<>(Optional.empty());
    private final Observed<Optional<RestoreViewModel>> restoring = new Observed<>(Optional.empty());
    private final Observed<List<JobModel>> jobs = new Observed<>(List.of());
    private final Observed<Boolean> dragged = new Observed<>(false);

    /**
     * Everything that is drawn changes on {@code ui}; files are read on {@code work}.
     *
     * @param prompts is asked for the passphrase of what is sealed
     * @param history is told of each program that was saved or restored, or was not
     */
    public CheckpointsViewModel(
            RecentCheckpoints remembered,
            UserPrompts prompts,
            Consumer<HistoryEntry> history,
            Executor ui,
            Executor work) {
        this.remembered = remembered;
        this.prompts = prompts;
        this.history = history;
        this.ui = ui;
        this.work = work;
    }

    /** Reads what was opened on earlier days. */
    public void start() {
        work.execute(() -> {
            try {
                List<Path> paths = remembered.paths();
                ui.execute(() -> recent.set(paths));
            } catch (IOException e) {
                fail(Texts.text("checkpoint.recent.unread", e.getMessage()));
            }
        });
    }

    /** Looks into a file or directory; what is open now stays until that is read. */
    public void open(Path path) {
        opening.set(Optional.of(path));
        work.execute(() -> {
            try {
                OpenCheckpoint read = new Opening(path, prompts).read();
                ui.execute(() -> show(read));
                remember(path);
            } catch (SealException e) {
                failSealed(path, e);
            } catch (IOException e) {
                fail(Texts.text("checkpoint.unread", path, sentence(path, e)));
            }
        });
    }

    private void failSealed(Path path, SealException e) {
        switch (e.kind()) {
            case NO_PASSPHRASE -> ui.execute(() -> opening.set(Optional.empty()));
            case NO_KEY -> fail(Texts.text("checkpoint.unread", path, Texts.text("checkpoint.no-key")));
            default -> fail(Texts.text("checkpoint.unread", path, sentence(path, e)));
        }
    }

    private void show(OpenCheckpoint checkpoint) {
        if (opening.get().filter(checkpoint.path()::equals).isEmpty()) return;
        opening.set(Optional.empty());
        opened.set(Optional.of(checkpoint));
    }

    private void remember(Path path) {
        try {
            List<Path> paths = remembered.add(path);
            ui.execute(() -> recent.set(paths));
        } catch (IOException e) {
            fail(Texts.text("checkpoint.recent.unread", e.getMessage()));
        }
    }

    private static String sentence(Path path, IOException e) {
        if (e instanceof NoSuchFileException) return Texts.text("checkpoint.absent");
        if (e instanceof AccessDeniedException) return Texts.text("checkpoint.closed");
        String message = String.valueOf(e.getMessage());
        String named = path + ": ";
        return PlainText.of(message.startsWith(named) ? message.substring(named.length()) : message, LONGEST);
    }

    private void fail(String sentence) {
        ui.execute(() -> {
            opening.set(Optional.empty());
            problem.set("");
            problem.set(sentence);
        });
    }

    /** Takes one out of the list of those that were opened before. */
    public void forget(Path path) {
        work.execute(() -> {
            try {
                List<Path> paths = remembered.forget(path);
                ui.execute(() -> recent.set(paths));
            } catch (IOException e) {
                fail(Texts.text("checkpoint.recent.unread", e.getMessage()));
            }
        });
    }

    /** Back to what runs. */
    public void close() {
        opening.set(Optional.empty());
        opened.set(Optional.empty());
        dragged.set(false);
    }

    /** Asks where this program is to be saved. */
    public void askToSave(ProcessFacts tree, HostSession from, String fromName) {
        Path home = Path.of(System.getProperty("user.home"));
        saving.set(
                Optional.of(new SaveViewModel(tree, from, fromName, home, LocalDateTime.now(ZoneId.systemDefault()))));
    }

    /** The answer was a file; nothing happens if it can not be that one. */
    public void save(SaveViewModel question) {
        Optional<SaveViewModel.Answer> answer = question.answer();
        if (answer.isEmpty()) return;
        Path target = answer.get().file();
        saving.set(Optional.empty());
        boolean leaveRunning = question.leaveRunning().get();
        JobModel.Task task = new JobModel.Task(
                JobModel.Kind.SAVE,
                question.tree().name(),
                question.fromName(),
                target,
                leaveRunning,
                question.tree().memoryBytes());
        begin(
                new JobModel(task, () -> askToSave(question.tree(), question.from(), question.fromName()), ui),
                bytes -> question.from()
                        .save(question.tree().pid(), target, answer.get().seal(), leaveRunning, bytes));
    }

    /** Asks whether what is open is to be restored there. */
    public void askToRestore(HostSession to, String toName) {
        opened.get().ifPresent(checkpoint -> restoring.set(Optional.of(new RestoreViewModel(checkpoint, to, toName))));
    }

    /** The answer was yes. */
    public void restore(RestoreViewModel question) {
        if (!question.canRestore()) return;
        restoring.set(Optional.empty());
        OpenCheckpoint checkpoint = question.checkpoint();
        JobModel.Task task = new JobModel.Task(
                JobModel.Kind.RESTORE,
                checkpoint.program(),
                question.toName(),
                checkpoint.path(),
                true,
                checkpoint.content().bytes());
        begin(
                new JobModel(
                        task,
                        () -> restoring.set(
                                Optional.of(new RestoreViewModel(checkpoint, question.to(), question.toName()))),
                        ui),
                bytes -> question.to()
                        .restore(
                                checkpoint.path(),
                                checkpoint.unsealing(),
                                question.existingFiles().get(),
                                bytes));
    }

    /** This question is not to be answered. */
    public void withdraw(SaveViewModel question) {
        if (saving.get().filter(question::equals).isPresent()) saving.set(Optional.empty());
    }

    /** This question is not to be answered. */
    public void withdraw(RestoreViewModel question) {
        if (restoring.get().filter(question::equals).isPresent()) restoring.set(Optional.empty());
    }

    private void begin(JobModel job, JobModel.Work beginning) {
        List<JobModel> all = new ArrayList<>(List.of(job));
        all.addAll(jobs.get());
        jobs.set(List.copyOf(all));
        job.waits();
        waiting.add(() -> job.begin(beginning, this::ended));
        beginNext();
    }

    private void beginNext() {
        if (underWay >= AT_ONCE || waiting.isEmpty()) return;
        underWay++;
        waiting.remove().run();
    }

    private void ended(JobModel job) {
        underWay--;
        history.accept(job.entry(Instant.now()));
        if (job.task().kind() == JobModel.Kind.SAVE && job.isDone()) {
            work.execute(() -> remember(job.task().file()));
        }
        beginNext();
    }

    /** Takes one that is over out of the list. */
    public void dismiss(JobModel job) {
        if (job.end().get().isPresent()) {
            jobs.set(jobs.get().stream().filter(other -> other != job).toList());
        }
    }

    /** Whether leaving now would cut one off. */
    public boolean isAnyUnderWay() {
        return jobs.get().stream().anyMatch(job -> job.end().get().isEmpty());
    }

    /** What is open was taken hold of, or let go. */
    public void drag(boolean held) {
        dragged.set(held && opened.get().isPresent());
    }

    /** What is looked into. */
    public Observed<Optional<OpenCheckpoint>> opened() {
        return opened;
    }

    /** What is being read. */
    public Observed<Optional<Path>> opening() {
        return opening;
    }

    /** What went wrong last; empty if nothing. */
    public Observed<String> problem() {
        return problem;
    }

    /** The last one first. */
    public Observed<List<Path>> recent() {
        return recent;
    }

    /** The open question where a program is to be saved. */
    public Observed<Optional<SaveViewModel>> saving() {
        return saving;
    }

    /** The open question whether a checkpoint is to be restored. */
    public Observed<Optional<RestoreViewModel>> restoring() {
        return restoring;
    }

    /** What is saved and restored, the newest first. */
    public Observed<List<JobModel>> jobs() {
        return jobs;
    }

    /** Whether what is open is being dragged. */
    public Observed<Boolean> dragged() {
        return dragged;
    }
}
