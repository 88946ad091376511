package dev.ferry.app.conduct.session;

import java.nio.file.Path;

/** Where this user's settings of Ferry are. */
final class ConfigDirectory {
    private ConfigDirectory() {}

    /** Below XDG_CONFIG_HOME; it may not exist yet. */
    static Path ofThisUser() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path home = Path.of(System.getProperty("user.home"), ".config");
        return (config == null || config.isEmpty() ? home : Path.of(config)).resolve("ferry");
    }
}
