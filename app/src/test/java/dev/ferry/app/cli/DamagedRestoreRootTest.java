package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint of a program that has nearly everything ({@code menagerie.c}), without checksums, as CRIU's have none: whatever kind of
 * image is damaged, {@code ferry restore} says one sentence, fails, and leaves no process, file, socket or System V object behind.
 */
@Timeout(300)
class DamagedRestoreRootTest {
    private static final int MAGIC = 4;
    private static final int LENGTH = 8;
    private static final int ENTRY = 12;
    /** Contents, which may have any bits, and the names of files, which would be made elsewhere. */
    private static final Set<String> ANY_BITS = Set.of("pages.img", "carried", "ferry-manifest");

    private static final List<String> IPC = List.of("shm", "sem", "msg");
    private static final String ABSTRACT = "@ferry-menagerie";

    @TempDir
    private static Path directory;

    private static OrphanReaper reaper;
    private static Path work;
    private static Path checkpoint;
    /** The first image of each kind, by the kind. */
    private static final Map<String, Path> IMAGES = new TreeMap<>();

    private static List<String> pids = List.of();
    private static List<String> objects = List.of();

    @BeforeAll
    static void dump() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "a dump needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc is not installed");
        reaper = new OrphanReaper();
        work = Files.createDirectory(directory.resolve("work"));
        checkpoint = directory.resolve("checkpoint");
        start(compile());
        CommandRun dump = CommandRun.of("dump", pids.get(0), "-D", checkpoint.toString());
        assertThat(dump.exitCode()).as(dump.err()).isZero();
        Files.delete(checkpoint.resolve("ferry-checksums"));
        try (Stream<Path> all = Files.list(checkpoint)) {
            all.sorted().forEach(image -> IMAGES.putIfAbsent(kind(image), image));
        }
        empty();
        awaitNothing();
    }

    @AfterAll
    static void end() throws Exception {
        endWhatRuns();
        if (reaper != null) {
            reaper.close();
        }
    }

    private static String kind(Path image) {
        return image.getFileName().toString().replaceAll("-[0-9a-f]+(?=\\.img$|$)", "");
    }

    private static Path compile() throws Exception {
        Path source = Path.of(
                DamagedRestoreRootTest.class.getResource("/damaged/menagerie.c").toURI());
        Path program = directory.resolve("menagerie");
        run("gcc", "-O1", "-o", program.toString(), source.toString());
        return program;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static void start(Path program) throws Exception {
        Path said = work.resolve("said");
        new ProcessBuilder("setsid", "--fork", program.toString(), work.toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        await().until(() -> Files.readString(said).contains("READY"));
        pids = numbers(said, "READY (\\d+) (\\d+)");
        objects = numbers(said, "IPC (\\d+) (\\d+) (\\d+)");
    }

    private static List<String> numbers(Path said, String pattern) throws IOException {
        Matcher line = Pattern.compile(pattern).matcher(Files.readString(said));
        assertThat(line.find()).isTrue();
        List<String> numbers = new ArrayList<>();
        for (int group = 1; group <= line.groupCount(); group++) {
            numbers.add(line.group(group));
        }
        return numbers;
    }

    @Test
    void nothingDamagedIsRestoredOrLeavesAnythingBehind() throws Exception {
        assertThat(IMAGES).hasSizeGreaterThan(25);
        Set<String> refused = new TreeSet<>();
        for (Map.Entry<String, Path> image : IMAGES.entrySet()) {
            byte[] content = Files.readAllBytes(image.getValue());
            for (byte[] damage : damages(image.getKey(), content)) {
                Files.write(image.getValue(), damage);
                if (isRefused(image.getKey() + " of " + damage.length + " bytes")) {
                    refused.add(image.getKey());
                }
            }
            Files.write(image.getValue(), content);
        }
        assertThat(refused).isEqualTo(IMAGES.keySet());
        assertThat(isRefused("nothing damaged")).isFalse();
    }

    /** Cut at every kind of place, and with one bit flipped there. */
    private static List<byte[]> damages(String kind, byte... content) {
        int end = content.length;
        List<byte[]> damages = new ArrayList<>();
        for (int length : new TreeSet<>(List.of(0, MAGIC, LENGTH + 2, ENTRY, end / 2, end - 1))) {
            if (length < end) {
                damages.add(Arrays.copyOf(content, length));
            }
        }
        for (int at : new TreeSet<>(List.of(MAGIC, LENGTH, ENTRY, end / 2, end - 1))) {
            if (at < end && !ANY_BITS.contains(kind)) {
                damages.add(flipped(at, content));
            }
        }
        return damages;
    }

    private static byte[] flipped(int at, byte... content) {
        byte[] flipped = content.clone();
        flipped[at] ^= 1;
        return flipped;
    }

    /** Restores; what nobody can see to be damaged runs then, and is ended. */
    private static boolean isRefused(String what) throws Exception {
        CommandRun run = CommandRun.of("restore", checkpoint.toString());
        try {
            if (run.exitCode() == 0) {
                assertThat(run.out()).isEqualTo(pids.get(0) + "\n");
                endWhatRuns();
                return false;
            }
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("ferry: ")
                    .endsWith(".\n")
                    .hasLineCount(1)
                    .doesNotContain("Exception", "\tat ");
            assertThat(run.out()).isEmpty();
            awaitNothing();
            return true;
        } catch (AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage() + "\n" + run, e);
        }
    }

    private static void awaitNothing() {
        // Awaitility's own pauses would be most of the time that all this takes.
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(left()).isEmpty());
    }

    /** What there is of the program on this host. */
    private static List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        pids.stream().filter(pid -> Files.exists(Path.of("/proc", pid))).forEach(left::add);
        try (Stream<Path> files = Files.list(work)) {
            files.map(Path::toString).forEach(left::add);
        }
        Files.readString(Path.of("/proc/net/unix"))
                .lines()
                .filter(line -> line.contains(ABSTRACT))
                .forEach(left::add);
        for (int i = 0; i < IPC.size(); i++) {
            Pattern object = Pattern.compile("\\s*-?\\d+\\s+" + objects.get(i) + "\\s.*");
            Files.readString(Path.of("/proc/sysvipc", IPC.get(i)))
                    .lines()
                    .filter(line -> object.matcher(line).matches())
                    .forEach(left::add);
        }
        return left;
    }

    private static void endWhatRuns() throws Exception {
        for (String pid : pids) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        if (!objects.isEmpty() && !left().isEmpty()) {
            empty();
            new ProcessBuilder("ipcrm", "-m", objects.get(0), "-s", objects.get(1), "-q", objects.get(2))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            awaitNothing();
        }
    }

    private static void empty() throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
