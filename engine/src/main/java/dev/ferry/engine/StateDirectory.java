package dev.ferry.engine;

import java.nio.file.Path;

/** Where Ferry keeps what has to survive its own death: below /var/lib for root, else in XDG_STATE_HOME. */
public final class StateDirectory {
    private static final Path OF_ROOT = Path.of("/var/lib/ferry");

    private StateDirectory() {}

    /** The directory of the user of this process; it may not exist yet. */
    public static Path ofThisUser() {
        if (System.getProperty("user.name").equals("root")) {
            return OF_ROOT;
        }
        String state = System.getenv("XDG_STATE_HOME");
        Path home = Path.of(System.getProperty("user.home"), ".local", "state");
        return (state == null || state.isEmpty() ? home : Path.of(state)).resolve("ferry");
    }
}
