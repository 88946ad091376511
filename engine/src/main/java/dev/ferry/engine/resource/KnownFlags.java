package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FileEntry;
import java.io.IOException;
import java.util.Optional;

/**
 * The open(2) flags that a kind carries. Others are refused at both ends: when an open file has them, and when an image asks for them.
 *
 * @param mask access mode and flags, {@code O_*} of {@code dev.ferry.linux.abi.Fcntl}
 */
record KnownFlags(int mask) {
    /** Why an open file with other flags, or one that sends signals, can not be carried. */
    Optional<String> refusal(OpenFile file) throws IOException {
        Optional<String> signals = Fown.refusal(file);
        if (signals.isPresent()) {
            return signals;
        }
        int unknown = file.flags() & ~mask;
        return unknown == 0
                ? Optional.empty()
                : Optional.of("The " + file.describe() + " was opened with flags " + octal(unknown)
                        + ", which this version of Ferry can not carry; let the program close it first.");
    }

    /** Hands {@code flags} of {@code entry} back if they are plausible. */
    int require(FileEntry entry, int flags) throws ImageException {
        Plausible.require(entry, (flags & ~mask) == 0, "has the unknown flags " + octal(flags & ~mask));
        return flags;
    }

    private static String octal(int flags) {
        return "0" + Integer.toOctalString(flags);
    }
}
