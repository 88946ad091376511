package dev.ferry.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the user that runs the tests may do. */
public final class Privilege {
    private static final int CAP_SYS_RESOURCE = 24;

    private Privilege() {}

    /** Whether this process has CAP_SYS_RESOURCE and so is above limits. */
    public static boolean isAboveLimits() throws IOException {
        String effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseLong(effective.substring(8).strip(), 16) >> CAP_SYS_RESOURCE & 1) == 1;
    }
}
