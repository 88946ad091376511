package dev.ferry.engine.restore;

import dev.ferry.engine.carry.ExistingFilePolicy;

/**
 * How to restore.
 *
 * @param existingFiles what happens if a carried file meets a different one
 */
public record RestoreOptions(ExistingFilePolicy existingFiles) {
    /** Refuses to replace or use files that differ from the carried ones. */
    public static RestoreOptions defaults() {
        return new RestoreOptions(ExistingFilePolicy.REFUSE);
    }
}
