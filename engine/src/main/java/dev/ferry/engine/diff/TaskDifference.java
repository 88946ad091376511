package dev.ferry.engine.diff;

import java.util.List;

/**
 * What changed in one process.
 *
 * @param properties what it is and what it does on signals, such as {@code credentials} or {@code ignored signals}
 * @param threadsGone tids that only the first checkpoint has
 * @param threadsCome tids that only the second one has
 * @param mappings the parts of memory that are not the same, in ascending order
 * @param descriptors those that are not the same, in ascending order
 */
public record TaskDifference(
        int pid,
        String command,
        List<Change> properties,
        List<Integer> threadsGone,
        List<Integer> threadsCome,
        List<MappingDifference> mappings,
        List<DescriptorDifference> descriptors) {

    /** Copies. */
    public TaskDifference {
        properties = List.copyOf(properties);
        threadsGone = List.copyOf(threadsGone);
        threadsCome = List.copyOf(threadsCome);
        mappings = List.copyOf(mappings);
        descriptors = List.copyOf(descriptors);
    }

    /** What is another one now; a value that is not known or not there is empty. */
    public record Change(String what, String before, String after) {}

    /** What has happened to a mapping or descriptor. */
    public enum Fate {
        COME,
        GONE,
        CHANGED
    }

    /**
     * A part of the address space, in one mapping before and in one afterwards.
     *
     * @param start first address, hexadecimal
     * @param what its kind, or the path of its file
     * @param accessBefore such as {@code rw-p}; empty if it has come
     * @param accessAfter empty if it has gone
     * @param bytes its size
     * @param changedPages pages with another content, of one that was there before; in others nothing is compared
     * @param changedBytes their size
     */
    public record MappingDifference(
            Fate fate,
            String start,
            String what,
            String accessBefore,
            String accessAfter,
            long bytes,
            long changedPages,
            long changedBytes) {}

    /**
     * A descriptor.
     *
     * @param before the open file that it was, in words; empty if it was closed
     * @param after the open file that it is
     */
    public record DescriptorDifference(Fate fate, int fd, String before, String after) {}

    boolean isEmpty() {
        return properties.isEmpty()
                && threadsGone.isEmpty()
                && threadsCome.isEmpty()
                && mappings.isEmpty()
                && descriptors.isEmpty();
    }
}
