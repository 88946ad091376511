package dev.ferry.remote.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs that a test runs to the end. */
final class Commands {
    private Commands() {}

    /** Runs a program and returns what it printed; throws with that if it fails. */
    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }
}
