package dev.ferry.engine.restore;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.policy.TreeLimits;

/**
 * How to restore.
 *
 * @param existingFiles what happens if a carried file meets a different one
 * @param limits how large the tree may be
 */
public record RestoreOptions(ExistingFilePolicy existingFiles, TreeLimits limits) {
    /** A tree of any size. */
    public RestoreOptions(ExistingFilePolicy existingFiles) {
        this(existingFiles, TreeLimits.NONE);
    }

    /** Refuses to replace or use files that differ from the carried ones. */
    public static RestoreOptions defaults() {
        return new RestoreOptions(ExistingFilePolicy.REFUSE);
    }
}
