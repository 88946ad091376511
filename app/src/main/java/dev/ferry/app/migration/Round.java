package dev.ferry.app.migration;

/**
 * A round of memory that is sent while the program runs.
 *
 * @param number from 1
 * @param dirtyBytes that it has to send
 * @param sentBytes that it has sent
 */
public record Round(int number, long dirtyBytes, long sentBytes) {}
