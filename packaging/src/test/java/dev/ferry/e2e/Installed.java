package dev.ferry.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs of this machine, which every test host shows. */
final class Installed {
    private static final List<String> DIRECTORIES = List.of("/usr/local/bin", "/usr/bin", "/bin");

    private Installed() {}

    /** Skips the test if one is missing. */
    static void require(String... programs) {
        for (String program : programs) {
            assumeTrue(find(program).isPresent(), program + " is not installed");
        }
    }

    /** Its path; what a user has in front of the system's programs on the PATH is not taken. */
    static String path(String program) {
        return find(program).orElseThrow().toString();
    }

    private static Optional<Path> find(String program) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
