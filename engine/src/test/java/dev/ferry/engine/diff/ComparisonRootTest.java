package dev.ferry.engine.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.diff.TaskDifference.Change;
import dev.ferry.engine.diff.TaskDifference.DescriptorDifference;
import dev.ferry.engine.diff.TaskDifference.Fate;
import dev.ferry.engine.diff.TaskDifference.MappingDifference;
import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A program changes itself in ways that are known exactly, and these are what is found; {@code changing.c}. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class ComparisonRootTest {
    private static final int PAGE = 4096;

    @TempDir
    private static Path dir;

    private static String said;
    private static int pid;
    private static Path before;
    private static Difference difference;
    private static TaskDifference task;

    @BeforeAll
    static void dumpTwice() throws Exception {
        Path said = start();
        await().until(() -> Files.readString(said).contains("stays"));
        ComparisonRootTest.said = Files.readString(said);
        pid = Integer.parseInt(word("READY (\\d+)"));
        before = dir.resolve("before");
        Path after = dir.resolve("after");
        try (Engine engine = new Engine()) {
            dump(engine, DumpOptions.Fate.LEAVE_RUNNING, Engine.fileSink(before));
            Signal.send(pid, Signals.SIGUSR1);
            await().until(() -> Files.readString(said).contains("DONE"));
            dump(engine, DumpOptions.Fate.KILL, new DirectoryImageSink(after));
        }
        difference = Comparison.of(before, after);
        task = difference.changed().get(0);
    }

    private static Path start() throws Exception {
        Path source =
                Path.of(ComparisonRootTest.class.getResource("/diff/changing.c").toURI());
        Path program = dir.resolve("changing");
        Process gcc = new ProcessBuilder("gcc", "-O1", "-pthread", "-o", program.toString(), source.toString())
                .inheritIO()
                .start();
        assertThat(gcc.waitFor()).isZero();
        Path said = dir.resolve("said");
        new ProcessBuilder("setsid", "--fork", program.toString())
                .directory(dir.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(said.toFile())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        return said;
    }

    private static void dump(Engine engine, DumpOptions.Fate fate, ImageSink sink) throws Exception {
        try (sink) {
            engine.call(() -> new DumpRunner(DumpOptions.defaults().withFate(fate)).run(pid, sink));
        }
    }

    private static String word(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(said);
        assertThat(found.find()).as(said).isTrue();
        return found.group(1);
    }

    private static Optional<MappingDifference> mapping(String name) {
        String start = word(name + " ([0-9a-f]+)");
        return task.mappings().stream()
                .filter(mapping -> mapping.start().equals(start))
                .findFirst();
    }

    @Test
    void countsPagesWithAnotherContent() {
        MappingDifference changed = mapping("private").orElseThrow();
        assertThat(changed.fate()).isEqualTo(Fate.CHANGED);
        // One was written, one came, two went to zero; what was written and is the same, and a zero page that came, are
        // no change.
        assertThat(changed.changedPages()).isEqualTo(4);
        assertThat(changed.changedBytes()).isEqualTo(4 * PAGE);
        assertThat(changed.bytes()).isEqualTo(64 * PAGE);
        assertThat(mapping("shared").orElseThrow().changedPages()).isEqualTo(1);
        assertThat(mapping("stays")).isEmpty();
        assertThat(difference.changedBytes())
                .isEqualTo(task.mappings().stream()
                        .mapToLong(MappingDifference::changedBytes)
                        .sum());
    }

    @Test
    void findsMappingsThatHaveComeGoneOrAreProtected() {
        assertThat(mapping("removed"))
                .contains(new MappingDifference(
                        Fate.GONE, word("removed ([0-9a-f]+)"), "anonymous", "rw-p", "", 64 * PAGE, 0, 0));
        assertThat(mapping("protected"))
                .contains(new MappingDifference(
                        Fate.CHANGED, word("protected ([0-9a-f]+)"), "anonymous", "rw-p", "r--p", 64 * PAGE, 0, 0));
        assertThat(task.mappings())
                .as("the stack of the thread")
                .anyMatch(mapping -> mapping.fate() == Fate.COME && mapping.bytes() == 8 << 20);
    }

    @Test
    void findsDescriptorsThatAreNotTheSame() {
        String log = dir.resolve("log").toString();
        assertThat(task.descriptors())
                .containsExactly(
                        output(1),
                        output(2),
                        new DescriptorDifference(
                                Fate.CHANGED, 3, "file " + log + ", rw, at 5", "file " + log + ", rw, at 2"),
                        new DescriptorDifference(
                                Fate.CHANGED, 4, "character device /dev/zero, r", "character device /dev/full, w"),
                        new DescriptorDifference(Fate.COME, 5, "", "character device /dev/null, r"),
                        new DescriptorDifference(
                                Fate.CHANGED, 20, "file " + log + ", rw, at 5", "file " + log + ", rw, at 2"));
    }

    private static DescriptorDifference output(int fd) {
        String file = "file " + dir.resolve("said") + ", w, at ";
        int length = said.length();
        return new DescriptorDifference(Fate.CHANGED, fd, file + length, file + (length + "DONE\n".length()));
    }

    @Test
    void findsWhatAProcessIs() {
        assertThat(task.properties())
                .contains(new Change("umask", "0022", "0077"), new Change("name", "changing", "changed"))
                .anyMatch(change -> change.what().equals("ignored signals")
                        && !change.before().contains("SIGUSR2")
                        && change.after().contains("SIGUSR2"));
        assertThat(task.threadsCome()).hasSize(1);
        assertThat(task.threadsGone()).isEmpty();
        assertThat(difference.come()).hasSize(1);
        assertThat(difference.gone()).isEmpty();
    }

    @Test
    void findsNothingInTheSame() throws IOException {
        Difference same = Comparison.of(before, before);
        assertThat(same.isEmpty()).isTrue();
        assertThat(same.changedBytes()).isZero();
    }

    @Test
    void refusesCheckpointsOfOtherPrograms() throws Exception {
        Path recorded =
                Path.of(getClass().getResource("/recorded/counter.ferry").toURI());
        assertThatThrownBy(() -> Comparison.of(before, recorded))
                .isInstanceOf(ImageException.class)
                .hasMessage("The two checkpoints have no process in common (one is of changing, pid " + pid
                        + ", the other of counter, pid 31337); name two of the same tree.");
    }
}
