package dev.ferry.engine.show;

/**
 * A part of an address space.
 *
 * @param start first address, hexadecimal
 * @param end first address after it
 * @param access as in /proc/PID/maps, such as {@code rw-p}
 * @param kind such as {@code anonymous}, {@code heap}, {@code file} or {@code shared memory}
 * @param path of the mapped file
 * @param offset where in the file or shared memory it begins, bytes
 * @param bytes its size
 * @param savedBytes how much of it is in the images; what is not, is zeros or comes from the file
 * @param parentBytes how much of it has to come from another set
 */
public record SavedMapping(
        String start,
        String end,
        String access,
        String kind,
        String path,
        long offset,
        long bytes,
        long savedBytes,
        long parentBytes) {

    /** What it is, in a word or path. */
    public String what() {
        return path.isEmpty() ? kind : path;
    }
}
