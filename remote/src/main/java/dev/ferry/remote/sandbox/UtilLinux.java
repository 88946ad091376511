package dev.ferry.remote.sandbox;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** Starts the namespace tools of util-linux: {@code unshare}, {@code nsenter}, {@code setsid}. */
final class UtilLinux {
    private UtilLinux() {}

    /** Started in {@code /}, so that a sandbox that stays keeps no directory of its owner busy. */
    static Process start(List<String> command) throws IOException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
            // Root of the sandbox is nobody's servant, however its owner has become root.
            builder.environment().keySet().removeIf(name -> name.startsWith("SUDO_"));
            return builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "The sandbox cannot start \"" + command.get(0) + "\": is util-linux installed and on PATH?", e);
        }
    }
}
