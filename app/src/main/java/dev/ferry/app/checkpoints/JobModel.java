package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.CheckpointJob;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.HistoryEntry.Outcome;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A program that is being saved or restored, or was. */
public final class JobModel {
    /** What is done. */
    public enum Kind {
        SAVE,
        RESTORE
    }

    /**
     * What it is about.
     *
     * @param program its short name
     * @param host where it is saved from or restored to, in a sentence
     * @param file the checkpoint
     * @param leaveRunning whether a program that is saved goes on
     * @param expectedBytes how many will go over, as far as that is known
     */
    public record Task(Kind kind, String program, String host, Path file, boolean leaveRunning, long expectedBytes) {}

    /** Begins the work and is told how much has gone over. */
    @FunctionalInterface
    public interface Work {
        /** As {@link dev.ferry.app.conduct.HostSession} does it. */
        CheckpointJob begin(LongConsumer bytes);
    }

    private final Task task;
    private final Runnable again;
    private final Executor ui;
    private final Observed<String> sentence = new Observed<>("");
    private final Observed<Long> bytes = new Observed<>(0L);
    private final Observed<Optional<CheckpointEnd>> end = new Observed<>(Optional.empty());
    private final Observed<Boolean> cancelling = new Observed<>(false);
    private final AtomicLong counted = new AtomicLong();
    private final AtomicBoolean isTold = new AtomicBoolean();
    private CheckpointJob job;

    /** @param again asks the same question once more */
    JobModel(Task task, Runnable again, Executor ui) {
        this.task = task;
        this.again = again;
        this.ui = ui;
    }

    /** It waits until there is room for it. */
    void waits() {
        sentence.set(Texts.text("job.waiting"));
    }

    void begin(Work work, Consumer<JobModel> ended) {
        if (cancelling.get()) {
            finish(new CheckpointEnd.Cancelled(), ended);
            return;
        }
        sentence.set(Texts.text(key(".under-way"), task.host(), task.file()));
        job = work.begin(this::count);
        var unused = job.end().thenAccept(how -> ui.execute(() -> finish(how, ended)));
    }

    /** Comes often, and from another thread: one refresh is under way at most. */
    private void count(long now) {
        counted.set(now);
        if (isTold.compareAndSet(false, true)) {
            ui.execute(() -> {
                isTold.set(false);
                bytes.set(counted.get());
            });
        }
    }

    private void finish(CheckpointEnd how, Consumer<JobModel> ended) {
        sentence.set(sentence(how));
        end.set(Optional.of(how));
        ended.accept(this);
    }

    private String key(String ending) {
        return (task.kind() == Kind.SAVE ? "job.save" : "job.restore") + ending;
    }

    private String sentence(CheckpointEnd how) {
        if (how instanceof CheckpointEnd.Saved saved) {
            return Texts.text(
                    task.leaveRunning() ? "job.saved.runs" : "job.saved.ended",
                    task.program(),
                    task.file(),
                    Amounts.bytes(saved.bytes()),
                    Amounts.time(saved.stoodStill()));
        }
        if (how instanceof CheckpointEnd.Restored restored) {
            return Texts.text("job.restored", task.program(), task.host(), restored.pid());
        }
        if (how instanceof CheckpointEnd.Refused refused) {
            String why = refused.findings().isEmpty()
                    ? ""
                    : refused.findings().get(0).sentence();
            return Texts.text("job.refused", task.program(), task.host(), why);
        }
        return how instanceof CheckpointEnd.Failed failed
                ? failed.sentence()
                : Texts.text(key(".cancelled"), task.program(), task.host());
    }

    /** Asks for the end. */
    public void cancel() {
        if (end.get().isPresent() || cancelling.get()) return;
        cancelling.set(true);
        sentence.set(Texts.text("job.cancelling"));
        if (job != null) job.cancel();
    }

    /** Asks the same question once more. */
    public void tryAgain() {
        again.run();
    }

    /** All that can be said about it, for whoever can help. */
    public String report() {
        return Texts.text("job.report", task.program(), task.host(), task.file(), sentence.get());
    }

    /** For the history. */
    HistoryEntry entry(Instant at) {
        CheckpointEnd how = end.get().orElseThrow();
        boolean saves = task.kind() == Kind.SAVE;
        Duration stoodStill = how instanceof CheckpointEnd.Saved saved ? saved.stoodStill() : Duration.ZERO;
        return new HistoryEntry(
                at,
                task.program(),
                how instanceof CheckpointEnd.Restored restored ? restored.pid() : 0,
                saves ? task.host() : task.file().toString(),
                saves ? task.file().toString() : task.host(),
                outcome(how),
                sentence.get(),
                "",
                stoodStill,
                Duration.ZERO,
                how instanceof CheckpointEnd.Saved saved ? saved.bytes() : bytes.get());
    }

    private static Outcome outcome(CheckpointEnd how) {
        if (how instanceof CheckpointEnd.Saved) return Outcome.SAVED;
        if (how instanceof CheckpointEnd.Restored) return Outcome.RESTORED;
        if (how instanceof CheckpointEnd.Refused) return Outcome.REFUSED;
        return how instanceof CheckpointEnd.Cancelled ? Outcome.CANCELLED : Outcome.FAILED;
    }

    /** How far it is, from 0 to 1; negative if nobody knows. */
    public double progress() {
        if (task.expectedBytes() <= 0) return -1;
        return Math.min(0.99, (double) bytes.get() / task.expectedBytes());
    }

    /** What it is about. */
    public Task task() {
        return task;
    }

    /** What happens or has happened. */
    public Observed<String> sentence() {
        return sentence;
    }

    /** What has gone over. */
    public Observed<Long> bytes() {
        return bytes;
    }

    /** How it ended, when it has. */
    public Observed<Optional<CheckpointEnd>> end() {
        return end;
    }

    /** Whether its end was asked for. */
    public Observed<Boolean> cancelling() {
        return cancelling;
    }

    /** Whether it did what it should. */
    public boolean isDone() {
        return end.get()
                .filter(how -> how instanceof CheckpointEnd.Saved || how instanceof CheckpointEnd.Restored)
                .isPresent();
    }
}
