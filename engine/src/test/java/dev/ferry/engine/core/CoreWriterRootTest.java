package dev.ferry.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What gdb finds in the core files of a program is what the program had. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class CoreWriterRootTest {
    @TempDir
    private static Path dir;

    private static Debugged program;
    private static Path checkpoint;
    private static Path core;

    @BeforeAll
    static void dumpOnce() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gdb")), "there is no gdb");
        program = Debugged.start(dir);
        checkpoint = dir.resolve("checkpoint");
        try (Engine engine = new Engine()) {
            try (ImageSink sink = Engine.fileSink(checkpoint)) {
                dump(engine, Fate.LEAVE_RUNNING, sink);
            }
            try (ImageSink sink = new DirectoryImageSink(dir.resolve("images"))) {
                dump(engine, Fate.KILL, sink);
            }
        }
        core = dir.resolve("core");
        CoreReport report = write(checkpoint, OptionalInt.empty(), core);
        assertThat(report.pid()).isEqualTo(program.pid());
        assertThat(report.program()).isEqualTo(program.program().toString());
        assertThat(report.threads()).isEqualTo(4);
        assertThat(report.others()).containsExactly(program.child());
    }

    private static void dump(Engine engine, Fate fate, ImageSink sink) throws IOException, InterruptedException {
        engine.call(() -> new DumpRunner(DumpOptions.defaults().withFate(fate)).run(program.pid(), sink));
    }

    private static CoreReport write(Path checkpoint, OptionalInt pid, Path core) throws IOException {
        try (ImageSource source = StoredCheckpoint.open(checkpoint);
                FileChannel out = FileChannel.open(
                        core, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return CoreWriter.write(source, pid, out);
        }
    }

    /** Where every thread of the C library begins; some distributions keep that name to themselves. */
    private static final String START = "(start_thread |\\?\\? \\(\\))";

    @Test
    void hasTheBacktracesOfAllThreads() throws Exception {
        String traces = program.gdb(core, "thread apply all -q -s bt");
        assertThat(traces)
                .containsPattern("(?s)#0 .*read.*block_in_read \\(n=1\\).* in thread \\(.* " + START)
                .containsPattern("(?s)pthread_cond_wait.* in wait_for_ever \\(n=2\\).* in thread \\(.* " + START)
                .containsPattern("(?s)#0 .*spin \\(n=3\\).* in thread \\(.* " + START)
                .containsPattern("(?s)wait4.* in main \\(\\)")
                .doesNotContainPattern("\\?\\? \\(\\)(?! from \\S*/libc\\.)")
                .doesNotContain("warning")
                .doesNotContain("corrupt");
    }

    @Test
    void hasLocalsAndThreadLocals() throws Exception {
        String values = program.gdb(
                core,
                "thread apply all -q -s printf \"mine %d\\n\", mine",
                "thread apply all -q -s frame apply all -q -s printf \"local %d\\n\", local");
        assertThat(values).contains("mine 100\n", "mine 101\n", "mine 102\n", "mine 103\n");
        assertThat(values).contains("local 11\n", "local 22\n", "local 33\n");
    }

    @Test
    void hasMemoryOfEveryKind() throws Exception {
        String values = program.gdb(
                core,
                "printf \"role %d\\n\", role",
                "printf \"table %d %d %d %d\\n\", table[1], table[8000], table[9000], table[16000]",
                "printf \"untouched %d\\n\", untouched[50000]",
                "printf \"%s\\n\", words",
                "printf \"%s, %s\\n\", shared + 5000, shared + 6000",
                "printf \"%s\\n\", file_in_memory + 8192",
                "printf \"%s, %d\\n\", large + (1L << 34), large[1L << 33]");
        assertThat(values)
                .contains("role 1\n")
                .contains("table 2 77 0 4\n")
                .contains("untouched 0\n")
                .contains("constant words\n")
                .contains("shared text, by the child\n")
                .contains("text in a file in memory\n")
                .contains("far text, 0\n");
    }

    @Test
    void hasVectorRegisters() throws Exception {
        boolean avx = Files.readString(Path.of("/proc/cpuinfo")).contains(" avx ");
        String register = avx ? "$ymm5.v4_int64" : "$xmm5.v2_int64";
        assertThat(program.gdb(core, "thread apply all -q -s p/x " + register))
                .contains("{0x1111111111111111, 0x2222222222222222"
                        + (avx ? ", 0x3333333333333333, 0x4444444444444444}" : "}"));
    }

    @Test
    void tellsOfTheProcess() throws Exception {
        String told = program.gdb(core, "info auxv", "info proc mappings", "info threads", "maint info sections");
        assertThat(told)
                .contains("Core was generated by `" + program.program() + "'.")
                .doesNotContain("Program terminated")
                .containsPattern("AT_PHNUM +Number of program headers +\\d+\n")
                .containsPattern("AT_NULL")
                .containsPattern("0x[0-9a-f]+ +0x[0-9a-f]+ +0x[0-9a-f]+ +0x[0-9a-f]+ +" + program.program() + "\n")
                .contains("LWP " + program.pid() + ")")
                .contains(".reg-xstate/" + program.pid())
                .contains(".note.linuxcore.file");
    }

    @Test
    void isTheSameOutOfADirectory() throws Exception {
        Path other = dir.resolve("core-of-directory");
        write(dir.resolve("images"), OptionalInt.empty(), other);
        assertThat(program.gdb(other, "printf \"%s %d\\n\", shared + 5000, table[8000]"))
                .contains("shared text 77\n");
        assertThat(Files.size(other)).isEqualTo(Files.size(core));
    }

    @Test
    void hasTheProcessThatIsNamed() throws Exception {
        Path other = dir.resolve("core-of-child");
        CoreReport report = write(checkpoint, OptionalInt.of(program.child()), other);
        assertThat(report.others()).containsExactly(program.pid());
        assertThat(program.gdb(other, "printf \"role %d\\n\", role", "bt"))
                .contains("role 2\n")
                .containsPattern("pause.*\n#1 .* in main \\(\\)");
        assertThatThrownBy(() -> write(checkpoint, OptionalInt.of(1), dir.resolve("core-of-nobody")))
                .isInstanceOf(ImageException.class)
                .hasMessage("The checkpoint has no process 1; it has " + program.pid() + ", " + program.child() + ".");
    }

    /** Debuggers and their servers find files of a program by its build-id, which is in the first page of its mapping. */
    @Test
    void hasTheBuildIdOfTheProgram() throws Exception {
        String notes = Debugged.run(List.of("readelf", "-n", program.program().toString()));
        String id = notes.replaceFirst("(?s).*Build ID: ([0-9a-f]+).*", "$1");
        assertThat(id).hasSize(40);
        String content = new String(Files.readAllBytes(core), StandardCharsets.ISO_8859_1);
        assertThat(content).contains(new String(HexFormat.of().parseHex(id.strip()), StandardCharsets.ISO_8859_1));
    }

    @Test
    void takesOnlyTheRoomOfItsContent() throws Exception {
        String blocks =
                Debugged.run(List.of("stat", "-c", "%b", core.toString())).strip();
        assertThat(Files.size(core)).isGreaterThan(10 << 20);
        assertThat(Long.parseLong(blocks) * 512).isLessThan(Files.size(checkpoint) * 8 + (1 << 20));
    }
}
