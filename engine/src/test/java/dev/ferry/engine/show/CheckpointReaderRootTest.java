package dev.ferry.engine.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.show.SavedFile.Holder;
import dev.ferry.engine.show.SavedFile.SavedSocket;
import dev.ferry.engine.show.SavedTask.SavedTimer;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of the checkpoints of real programs is what /proc says of these. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class CheckpointReaderRootTest {
    private static Engine engine;

    @TempDir
    private Path dir;

    @BeforeAll
    static void startEngine() throws IOException {
        engine = new Engine();
    }

    @AfterAll
    static void stopEngine() throws Exception {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "credentials",
                "epoll",
                "eventfd",
                "file-deleted",
                "files-regular",
                "itimers",
                "listening-tcp",
                "memory-anon",
                "memory-shared-anon",
                "memory-shared-file",
                "pipes",
                "sighandlers-masks",
                "threads-mutex",
                "timerfd",
                "tree",
                "unix-socketpair",
                "zombies"
            })
    void showsTheSameAsProc(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path file = dir.resolve("file");
            try (ImageSink sink = Engine.fileSink(file)) {
                engine.dump(specimen, Fate.LEAVE_RUNNING, sink);
            }
            Checkpoint checkpoint = CheckpointReader.read(file);
            assertThat(checkpoint.obstacle()).isEmpty();
            assertThat(checkpoint.root().pid()).isEqualTo(Math.toIntExact(specimen.pid()));
            for (SavedTask task : checkpoint.tasks()) {
                if (!task.state().equals("zombie")) {
                    isAsInProc(task, checkpoint);
                }
            }
            assertThat(checkpoint.images().stream()
                            .mapToLong(Checkpoint.SavedImage::bytes)
                            .sum())
                    .isEqualTo(checkpoint.bytes());
        }
    }

    private static void isAsInProc(SavedTask task, Checkpoint checkpoint) throws IOException {
        Path proc = Path.of("/proc", Integer.toString(task.pid()));
        List<Mapping> mappings = Maps.read(task.pid());
        assertThat(task.mappings())
                .extracting(SavedMapping::start)
                .containsExactlyElementsOf(mappings.stream()
                        .map(mapping -> Long.toHexString(mapping.start()))
                        .toList());
        assertThat(task.executable())
                .isEqualTo(Files.readSymbolicLink(proc.resolve("exe")).toString());
        assertThat(task.directory())
                .isEqualTo(Files.readSymbolicLink(proc.resolve("cwd")).toString());
        assertThat(task.threads()).hasSameSizeAs(list(proc.resolve("task")));
        assertThat(task.descriptors()).hasSameSizeAs(list(proc.resolve("fd")));
        assertThat(String.join("\0", task.arguments()) + "\0").isEqualTo(Files.readString(proc.resolve("cmdline")));
        for (SavedTask.SavedDescriptor descriptor : task.descriptors()) {
            SavedFile file = checkpoint.file(descriptor.file()).orElseThrow();
            assertThat(file.holders()).contains(new Holder(task.pid(), descriptor.fd()));
            if (file.kind().equals("file") && file.detail().isEmpty()) {
                Path target = Files.readSymbolicLink(proc.resolve("fd/" + descriptor.fd()));
                assertThat(file.name()).isEqualTo(target.toString());
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private Checkpoint show(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            engine.dumpAndKill(specimen, dir.resolve("checkpoint"));
        }
        return CheckpointReader.read(dir.resolve("checkpoint"));
    }

    @Test
    void showsADirectoryAsAFile() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("tree", dir)) {
            try (ImageSink sink = new DirectoryImageSink(dir.resolve("directory"))) {
                engine.dump(specimen, Fate.LEAVE_STOPPED, sink);
            }
            try (ImageSink sink = Engine.fileSink(dir.resolve("file"))) {
                engine.dump(specimen, Fate.KILL, sink);
            }
        }
        Checkpoint directory = CheckpointReader.read(dir.resolve("directory"));
        Checkpoint file = CheckpointReader.read(dir.resolve("file"));
        assertThat(file.tasks()).extracting(SavedTask::pid).containsExactlyElementsOf(pids(directory));
        assertThat(file.tasks()).extracting(SavedTask::depth).contains(0, 1, 2);
        assertThat(file.memoryBytes()).isEqualTo(directory.memoryBytes());
        assertThat(file.root().state()).isEqualTo("stopped");
    }

    private static List<Integer> pids(Checkpoint checkpoint) {
        return checkpoint.tasks().stream().map(SavedTask::pid).toList();
    }

    @Test
    void saysWhatWaitsInPipesAndWhoHoldsTheirEnds() throws Exception {
        Checkpoint checkpoint = show("pipes");
        int root = checkpoint.root().pid();
        int child = checkpoint.tasks().get(1).pid();
        assertThat(checkpoint.pipes())
                .filteredOn(pipe -> pipe.queuedBytes() == 5000)
                .singleElement()
                .satisfies(pipe -> {
                    assertThat(pipe.readers()).extracting(Holder::pid).contains(child);
                    assertThat(pipe.writers()).extracting(Holder::pid).containsOnly(root);
                });
        assertThat(checkpoint.pipes()).anySatisfy(pipe -> {
            assertThat(pipe.queuedBytes()).isEqualTo(65536);
            assertThat(pipe.capacityBytes()).isEqualTo(65536);
        });
    }

    @Test
    void saysWhatWaitsInSocketsAndWhereTheyLead() throws Exception {
        Checkpoint pairs = show("unix-socketpair");
        SavedFile receiver = pairs.files().stream()
                .filter(file -> file.socket() != null && file.socket().receiveBytes() == 20000)
                .findFirst()
                .orElseThrow();
        assertThat(receiver.kind()).isEqualTo("unix");
        int peer = Integer.parseInt(receiver.socket().remote().substring("file ".length()));
        SavedSocket other = pairs.file(peer).orElseThrow().socket();
        assertThat(other.remote()).isEqualTo("file " + receiver.id());
        assertThat(other.receiveBytes()).isEqualTo(4);
    }

    @Test
    void saysWhereSocketsListen() throws Exception {
        Checkpoint checkpoint = show("listening-tcp");
        assertThat(checkpoint.files())
                .filteredOn(file -> file.kind().equals("tcp"))
                .extracting(SavedFile::socket)
                .allMatch(socket -> socket.state().equals("listening"))
                .extracting(SavedSocket::local)
                .anyMatch(local -> local.startsWith("127.0.0.1:") || local.startsWith("0.0.0.0:"))
                .anyMatch(local -> local.startsWith("["));
    }

    @Test
    void saysWhoAProcessIs() throws Exception {
        SavedTask.SavedCredentials who = show("credentials").root().credentials();
        assertThat(who.euid()).isEqualTo(65534);
        assertThat(who.sgid()).isEqualTo(100);
        assertThat(who.groups()).containsExactly(100L, 200L, 65534L);
        assertThat(who.user()).isEqualTo("nobody");
    }

    @Test
    void saysWhatASignalDoesAndWhichTimersRun() throws Exception {
        SavedTask.SavedSignals signals = show("sighandlers-masks").root().signals();
        assertThat(signals.handled()).contains("SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGSEGV", "SIGRTMIN+5");
        assertThat(signals.ignored()).contains("SIGHUP", "SIGPIPE");
    }

    @Test
    void saysWhichTimersRun() throws Exception {
        assertThat(show("itimers").root().timers())
                .extracting(SavedTimer::kind)
                .contains("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF");
    }

    @Test
    void countsSharedMemoryOnceInTheImagesAndInEveryProcessThatMapsIt() throws Exception {
        Checkpoint checkpoint = show("memory-shared-anon");
        long saved =
                checkpoint.tasks().stream().mapToLong(SavedTask::savedBytes).sum();
        assertThat(checkpoint.root().mappings())
                .anyMatch(mapping -> mapping.kind().equals("shared memory") && mapping.savedBytes() > 0);
        assertThat(saved).isGreaterThanOrEqualTo(checkpoint.memoryBytes());
    }

    @Test
    void doesNotSayWhoAZombieWas() throws Exception {
        assertThat(show("zombies").tasks())
                .filteredOn(task -> task.state().equals("zombie"))
                .isNotEmpty()
                .allMatch(task -> task.credentials() == null && task.user().isEmpty());
    }

    @Test
    void namesDeletedFilesAndThoseThatTravelAlong() throws Exception {
        assertThat(show("file-deleted").files()).anyMatch(file -> file.detail().equals("deleted"));
    }

    @Test
    void decodesAnImage() throws Exception {
        Checkpoint checkpoint = show("pipes");
        DecodedImage files = ImageDecoder.decode(dir.resolve("checkpoint"), "files");
        assertThat(files.type()).isEqualTo("FILES");
        assertThat(files.entries()).hasSameSizeAs(checkpoint.files());
        DecodedImage data = ImageDecoder.decode(dir.resolve("checkpoint"), "pipes-data.img");
        assertThat(data.entries()).anyMatch(entry -> Long.valueOf(65536).equals(entry.get("extra_bytes")));
    }
}
