package dev.ferry.engine.policy;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a tree may have at most that comes to this host.
 *
 * @param tasks processes and threads
 * @param memoryBytes content of its memory
 * @param capabilities of its threads, one bit each
 */
public record TreeLimits(OptionalInt tasks, OptionalLong memoryBytes, long capabilities) {
    /** Whatever the kernel lets it have. */
    public static final TreeLimits NONE = of(OptionalInt.empty(), OptionalLong.empty());

    /** A tree of so many tasks and bytes. */
    static TreeLimits of(OptionalInt tasks, OptionalLong memoryBytes) {
        return new TreeLimits(tasks, memoryBytes, -1);
    }

    /** The same without any privilege, not even those that the engine needs for itself. */
    TreeLimits unprivileged() {
        return new TreeLimits(tasks, memoryBytes, 0);
    }

    /** Whether so many processes and threads are more than there may be. */
    boolean isExceededByTasks(long count) {
        return tasks.isPresent() && count > tasks.getAsInt();
    }

    /** Whether so many bytes are more than there may be. */
    boolean isExceededByMemory(long bytes) {
        return memoryBytes.isPresent() && bytes > memoryBytes.getAsLong();
    }

    /** Refuses a tree that has become larger than its description. */
    public void requireTasks(long count) throws PolicyException {
        if (isExceededByTasks(count)) {
            throw new PolicyException("The tree has " + count + " processes and threads, and " + PolicyFile.PATH
                    + " on the destination lets " + tasks.getAsInt() + " in; raise \"limit tasks\" there.");
        }
    }

    /** Refuses memory that has become more than its description. */
    public void requireMemory(long bytes) throws PolicyException {
        if (isExceededByMemory(bytes)) {
            throw new PolicyException("The tree has " + mebibytes(bytes) + " MiB of memory, and " + PolicyFile.PATH
                    + " on the destination lets " + mebibytes(memoryBytes.getAsLong())
                    + " MiB in; raise \"limit memory\" there.");
        }
    }

    /** Refuses privileges that its description has kept silent about. */
    public void requireCapabilities(long set) throws PolicyException {
        if ((set & ~capabilities) != 0) {
            throw new PolicyException("The tree has privileges (capabilities 0x" + Long.toHexString(set & ~capabilities)
                    + "), and " + PolicyFile.PATH
                    + " on the destination lets none in; let root write \"receive USER any\""
                    + " into it.");
        }
    }

    static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
