package dev.ferry.engine.diff;

import dev.ferry.engine.show.Checkpoint.Origin;
import java.util.List;

/**
 * What changed between two checkpoints of one tree. Members keep their names and meaning, new ones come at the end: {@code ferry diff
 * --json} prints this record as it is.
 *
 * @param before who made the first one, where and when
 * @param after the same of the second one
 * @param gone processes that only the first one has
 * @param come processes that only the second one has
 * @param changed the processes of both that are not the same
 * @param changedBytes of memory whose content is another one, whole pages; shared memory counts once
 */
public record Difference(
        Origin before,
        Origin after,
        List<TaskName> gone,
        List<TaskName> come,
        List<TaskDifference> changed,
        long changedBytes) {

    /** Copies. */
    public Difference {
        gone = List.copyOf(gone);
        come = List.copyOf(come);
        changed = List.copyOf(changed);
    }

    /** A process, and its command line. */
    public record TaskName(int pid, String command) {}

    /** Whether nothing is different. */
    public boolean isEmpty() {
        return gone.isEmpty() && come.isEmpty() && changed.isEmpty();
    }
}
