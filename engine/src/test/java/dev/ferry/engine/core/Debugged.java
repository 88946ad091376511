package dev.ferry.engine.core;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program {@code debugged.c}, with all its threads where they stay.
 *
 * @param program the executable
 * @param pid of its root
 * @param child of its other process
 */
record Debugged(Path program, int pid, int child) {
    private static final String READ = "0 ";
    private static final String FUTEX = "202 ";

    /** Compiles and starts it. */
    static Debugged start(Path directory) throws Exception {
        Path source = Path.of(Debugged.class.getResource("/core/debugged.c").toURI());
        Path program = directory.resolve("debugged");
        run(List.of("gcc", "-g", "-O0", "-pthread", "-Wl,--build-id", "-o", program.toString(), source.toString()));
        Path said = directory.resolve("said");
        new ProcessBuilder("setsid", "--fork", program.toString())
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        await().until(() -> Files.readString(said).contains("READY")
                && Files.readString(said).contains("CHILD"));
        int pid = number(Files.readString(said), "READY");
        await().until(() -> calls(pid).anyMatch(call -> call.startsWith(READ)));
        await().until(() -> calls(pid).anyMatch(call -> call.startsWith(FUTEX)));
        return new Debugged(program, pid, number(Files.readString(said), "CHILD"));
    }

    private static int number(String said, String word) {
        Matcher line =
                Pattern.compile("^" + word + " (\\d+)$", Pattern.MULTILINE).matcher(said);
        if (!line.find()) {
            throw new AssertionError("it said " + said);
        }
        return Integer.parseInt(line.group(1));
    }

    private static Stream<String> calls(int pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Integer.toString(pid), "task"))) {
            return threads
                    .map(thread -> {
                        try {
                            return Files.readString(thread.resolve("syscall"));
                        } catch (IOException e) {
                            return "";
                        }
                    })
                    .toList()
                    .stream();
        }
    }

    /** What gdb answers to commands about a core file of it. */
    String gdb(Path core, String... commands) throws Exception {
        Stream<String> start = Stream.of("gdb", "-q", "-nx", "-batch", "-iex", "set debuginfod enabled off");
        Stream<String> each = Stream.of(commands).flatMap(command -> Stream.of("-ex", command));
        return run(Stream.of(start, each, Stream.of(program.toString(), core.toString()))
                .flatMap(words -> words)
                .toList());
    }

    static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " says " + said);
        }
        return said;
    }
}
