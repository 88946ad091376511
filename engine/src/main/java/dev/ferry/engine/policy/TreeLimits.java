package dev.ferry.engine.policy;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How large a tree may be that comes to this host.
 *
 * @param tasks processes and threads
 * @param memoryBytes content of its memory
 */
public record TreeLimits(OptionalInt tasks, OptionalLong memoryBytes) {
    /** As large as the kernel lets it. */
    public static final TreeLimits NONE = new TreeLimits(OptionalInt.empty(), OptionalLong.empty());

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

    static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
