package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.abi.Fcntl;
import java.util.Optional;

/**
 * The open(2) flags that a kind carries. Others are refused at both ends: when an open file has them, and when an image asks for them.
 *
 * @param mask access mode and flags, {@code O_*} of {@code dev.ferry.linux.abi.Fcntl}
 */
record KnownFlags(int mask) {
    /** Why an open file with other flags can not be carried. Signals when it is ready are the same for all kinds ({@link Fown}). */
    Optional<String> refusal(OpenFile file) {
        int unknown = file.flags() & ~(mask | Fcntl.O_ASYNC);
        return unknown == 0
                ? Optional.empty()
                : Optional.of("The " + file.describe() + " was opened with flags " + octal(unknown)
                        + ", which this version of Ferry can not carry; let the program close it first.");
    }

    /** Hands {@code flags} of {@code entry} back, without O_ASYNC, if they are plausible. */
    int require(FileEntry entry, int flags) throws ImageException {
        int unknown = flags & ~(mask | Fcntl.O_ASYNC);
        Plausible.require(entry, unknown == 0, "has the unknown flags " + octal(unknown));
        return flags & ~Fcntl.O_ASYNC;
    }

    private static String octal(int flags) {
        return "0" + Integer.toOctalString(flags);
    }
}
