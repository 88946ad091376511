package dev.ferry.engine.diff;

import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of the two checkpoints.
 *
 * @param checkpoint what it describes
 * @param tasks its processes by pid
 * @param memory where it has the pages of mappings
 * @param sums what is in them
 */
record Side(Checkpoint checkpoint, Map<Integer, SavedTask> tasks, MemoryView memory, PageSums sums) {
    /** The processes of a checkpoint by pid. */
    static Map<Integer, SavedTask> tasks(Checkpoint checkpoint) {
        Map<Integer, SavedTask> tasks = new LinkedHashMap<>();
        checkpoint.tasks().forEach(task -> tasks.put(task.pid(), task));
        return tasks;
    }

    /** Reads a set that is known already once more, for its pages. */
    static Side read(Checkpoint checkpoint, ImageSource source) throws IOException {
        Map<Integer, SavedTask> tasks = tasks(checkpoint);
        CheckpointImages images = CheckpointImages.read(source);
        MemoryView memory = MemoryView.of(images, tasks.keySet());
        return new Side(checkpoint, tasks, memory, PageSums.read(images, source, memory));
    }
}
