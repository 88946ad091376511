package dev.ferry.app.console;

/**
 * What the list of programs shows.
 *
 * @param host the name on the card of the host; empty for this machine
 * @param mine only those of the user as whom ferry runs there
 * @param kernel also what is a part of the kernel
 */
public record ShownPrograms(String host, boolean mine, boolean kernel) {
    /** At the first start. */
    public static final ShownPrograms FIRST = new ShownPrograms("", true, false);
}
