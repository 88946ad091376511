package dev.ferry.testhost;

/**
 * A program in the background of a {@link TestHost}, child of its init, with its stdio in files.
 *
 * @param pid as seen inside the host
 * @param out path inside the host of what it writes to standard output
 * @param err the same for standard error
 */
public record Program(long pid, String out, String err) {}
