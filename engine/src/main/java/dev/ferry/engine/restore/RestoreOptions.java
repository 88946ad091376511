package dev.ferry.engine.restore;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.policy.TreeLimits;
import java.net.Inet4Address;
import java.util.Set;

/**
 * How to restore.
 *
 * @param existingFiles what happens if a carried file meets a different one
 * @param limits how large the tree may be
 * @param addresses that this host gets when the tree is let run, and has not before
 */
public record RestoreOptions(ExistingFilePolicy existingFiles, TreeLimits limits, Set<Inet4Address> addresses) {
    public RestoreOptions {
        addresses = Set.copyOf(addresses);
    }

    /** Without addresses that come along. */
    public RestoreOptions(ExistingFilePolicy existingFiles, TreeLimits limits) {
        this(existingFiles, limits, Set.of());
    }

    /** A tree of any size. */
    public RestoreOptions(ExistingFilePolicy existingFiles) {
        this(existingFiles, TreeLimits.NONE);
    }

    /** Refuses to replace or use files that differ from the carried ones. */
    public static RestoreOptions defaults() {
        return new RestoreOptions(ExistingFilePolicy.REFUSE);
    }
}
