package dev.ferry.engine.diff;

import dev.ferry.engine.diff.Difference.TaskName;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares two checkpoints of one tree, each in a directory or file. */
public final class Comparison {
    private final Side before;
    private final Side after;

    Comparison(Side before, Side after) {
        this.before = before;
        this.after = after;
    }

    /** What has changed from one to the other, if neither is sealed. */
    public static Difference of(Path before, Path after) throws IOException {
        return of(before, after, Unsealing.none());
    }

    /**
     * The same for those that may be sealed. Both are read twice.
     *
     * @param unsealing opens either
     * @throws ImageException if they have no process in common, or one is damaged
     */
    public static Difference of(Path before, Path after, Unsealing unsealing) throws IOException {
        Checkpoint was = CheckpointReader.read(before, unsealing);
        Checkpoint is = CheckpointReader.read(after, unsealing);
        requireSameTree(was, is);
        return new Comparison(side(before, was, unsealing), side(after, is, unsealing)).compare();
    }

    private static Side side(Path checkpoint, Checkpoint known, Unsealing unsealing) throws IOException {
        try (ImageSource source = StoredCheckpoint.open(checkpoint, unsealing)) {
            return Side.read(known, source);
        }
    }

    /** A pid alone may be anybody's. */
    private static void requireSameTree(Checkpoint was, Checkpoint is) throws ImageException {
        Map<Integer, SavedTask> others = Side.tasks(was);
        for (SavedTask task : is.tasks()) {
            SavedTask other = others.get(task.pid());
            if (other != null
                    && (other.name().equals(task.name()) || other.executable().equals(task.executable()))) {
                return;
            }
        }
        throw new ImageException("The two checkpoints have no process in common (one is of "
                + was.root().name() + ", pid "
                + was.root().pid() + ", the other of " + is.root().name() + ", pid "
                + is.root().pid() + "); name two of the same tree.");
    }

    Difference compare() {
        MemoryComparison memory = new MemoryComparison(before, after);
        Descriptors were = Descriptors.of(before.checkpoint());
        Descriptors are = Descriptors.of(after.checkpoint());
        List<TaskDifference> changed = new ArrayList<>();
        for (SavedTask is : after.tasks().values()) {
            SavedTask was = before.tasks().get(is.pid());
            if (was != null) {
                TaskDifference task = new TaskDifference(
                        is.pid(),
                        is.command(),
                        Properties.compare(was, is),
                        tids(was, is),
                        tids(is, was),
                        memory.compare(was, is),
                        were.compare(was, are, is));
                if (!task.isEmpty()) {
                    changed.add(task);
                }
            }
        }
        return new Difference(
                before.checkpoint().origin(),
                after.checkpoint().origin(),
                only(before, after),
                only(after, before),
                changed,
                memory.changedBytes());
    }

    /** The threads of one that the other has not. */
    private static List<Integer> tids(SavedTask of, SavedTask without) {
        List<Integer> tids = new ArrayList<>(
                of.threads().stream().map(SavedTask.SavedThread::tid).toList());
        tids.removeAll(
                without.threads().stream().map(SavedTask.SavedThread::tid).toList());
        return tids;
    }

    private static List<TaskName> only(Side one, Side other) {
        return one.tasks().values().stream()
                .filter(task -> !other.tasks().containsKey(task.pid()))
                .map(task -> new TaskName(task.pid(), task.command()))
                .toList();
    }
}
