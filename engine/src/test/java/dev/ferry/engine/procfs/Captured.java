package dev.ferry.engine.procfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Texts captured from Linux 6.18 in {@code src/test/resources/proc}. */
final class Captured {
    private Captured() {}

    static String text(String name) throws IOException {
        try (InputStream stream = Captured.class.getResourceAsStream("/proc/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
