package dev.ferry.engine.specimen;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The small C programs of {@code engine/src/test/specimens} that prepare a state, say READY, and check themselves when they get
 * SIGTERM. Their protocol is in {@code README.md} beside them.
 */
public final class Specimen {
    private static final Duration PREPARATION = Duration.ofSeconds(60);
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("engine");
    private static final List<String> GCC = List.of("gcc", "-O1", "-g", "-pthread", "-Wall", "-Wextra", "-Werror");
    private static final Path SOURCES = MODULE.resolve("src/test/specimens");
    private static final Path BINARIES = MODULE.resolve("target/specimens");

    private Specimen() {}

    /** The names of all specimens, which are those of their source files without {@code .c}, in order. */
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".c"))
                    .map(file -> file.substring(0, file.length() - ".c".length()))
                    .sorted()
                    .toList();
        }
    }

    /**
     * The program of that name, compiled if it is older than its sources.
     *
     * @throws AssertionError with what gcc says, if it does not compile without a warning
     */
    public static synchronized Path compile(String name) throws IOException, InterruptedException {
        Path source = SOURCES.resolve(name + ".c");
        Path binary = BINARIES.resolve(name);
        if (!isNewerThanAll(binary, source)) {
            Files.createDirectories(BINARIES);
            Path fresh = BINARIES.resolve(name + "." + ProcessHandle.current().pid());
            gcc(source, fresh);
            Files.move(fresh, binary, StandardCopyOption.ATOMIC_MOVE); // another JVM may be starting the old one
        }
        return binary;
    }

    /**
     * Starts a specimen as the leader of a new session with the directory as cwd, and waits until it is READY. It is no child
     * of this JVM, whose reaper thread would take the ptrace stops: {@code setsid} forks and ends, so that init is the parent.
     *
     * @param dir an existing directory, for this run only; the output and the work directory are made in it
     * @throws AssertionError if the specimen fails or gives no sign
     * @throws org.opentest4j.TestAbortedException if this machine does not permit what the specimen is about
     */
    public static RunningSpecimen start(String name, Path dir) throws IOException, InterruptedException {
        Path binary = compile(name);
        Path outfile = Files.createFile(dir.resolve(name + ".out"));
        Path workdir = Files.createDirectory(dir.resolve(name));
        ProcessBuilder launcher = new ProcessBuilder(
                        "setsid", "--fork", binary.toString(), outfile.toString(), workdir.toString())
                .directory(dir.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outfile.toFile()))
                .redirectErrorStream(true);
        launcher.environment().keySet().retainAll(List.of("PATH"));
        launcher.start().waitFor();
        return RunningSpecimen.whenReady(name, binary, outfile, PREPARATION);
    }

    /** Newer than its source and all headers, whichever it includes. */
    private static boolean isNewerThanAll(Path binary, Path source) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                boolean matters = file.equals(source) || file.toString().endsWith(".h");
                if (matters && !isNewer(binary, file)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isNewer(Path binary, Path source) throws IOException {
        return Files.exists(binary)
                && Files.getLastModifiedTime(binary).compareTo(Files.getLastModifiedTime(source)) > 0;
    }

    private static void gcc(Path source, Path binary) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(GCC);
        command.addAll(List.of("-o", binary.toString(), source.toString()));
        Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (gcc.waitFor() != 0) {
            Files.deleteIfExists(binary);
            throw new AssertionError(source + " does not compile:\n" + said);
        }
    }
}
