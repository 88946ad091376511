package dev.ferry.engine.resource;

import dev.ferry.engine.procfs.FdInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a kind reads from the fields that it has in {@code /proc/PID/fdinfo/FD}, see proc_pid_fdinfo(5). */
final class FdField {
    private FdField() {}

    /** The first value of {@code key}. */
    static Optional<String> find(OpenFile file, String key) {
        return all(file, key).stream().findFirst();
    }

    /** All values of {@code key}, in order. */
    static List<String> all(OpenFile file, String key) {
        return file.fields().stream()
                .filter(field -> field.key().equals(key))
                .map(FdInfo.Field::value)
                .toList();
    }

    /** An unsigned number of 64 bits in base 16. */
    static long hex(OpenFile file, String key) throws IOException {
        String value = find(file, key).orElseThrow(() -> unreadable(file, key, "nothing", null));
        try {
            return Long.parseUnsignedLong(value, 16);
        } catch (NumberFormatException e) {
            throw unreadable(file, key, value, e);
        }
    }

    /** The kernel says something in a way that is not understood here. */
    static IOException unreadable(OpenFile file, String key, String value, Throwable cause) {
        return new IOException(
                "The kernel says '" + value + "' about " + key + " of the " + file.describe()
                        + ", which this version of Ferry does not understand.",
                cause);
    }
}
