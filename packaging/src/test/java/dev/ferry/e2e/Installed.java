package dev.ferry.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.testhost.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs of this machine, which every test host shows. */
final class Installed {
    private static final List<String> DIRECTORIES = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin");

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

    /** A program of engine's specimens, compiled into the directory. Skips the test without a compiler. */
    static String specimen(String name, Path directory) throws IOException {
        require("gcc");
        return compile(Path.of("../engine/src/test/specimens", name + ".c"), directory.resolve(name));
    }

    /** A program of {@code src/bench}, compiled into the directory. */
    static String compiled(String name, Path directory) throws IOException {
        return compile(Path.of("src/bench", name + ".c"), directory.resolve(name));
    }

    private static String compile(Path source, Path program) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "")).resolve(source);
        Ran.here(List.of("gcc", "-O2", "-pthread", "-o", program.toString(), file.toString()))
                .outIfOk();
        return program.toString();
    }

    private static Optional<Path> find(String program) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
