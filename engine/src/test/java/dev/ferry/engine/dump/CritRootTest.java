package dev.ferry.engine.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.MemfdInodeEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CRIU's own tool reads the checkpoints of real programs. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class CritRootTest {
    private static final Path CRIT = Path.of("/usr/bin/crit");

    /**
     * What crit 3.17 does not write as it was: it does not know {@code nr_pages} of a pagemap, which came with CRIU 4.2, and
     * pages have no entries at all; System V segments it takes for text. Nor does it know the ambient capabilities, no_new_privs,
     * stop_signo and membarrier_registration_mask of a core image, the options of TCP and some of IP, and the mode of a file in memory.
     */
    private static final String NOT_THE_SAME = "(pages|pagemap|pagemap-shmem|ipcns-shm)-.*";

    private static final Set<String> REFUSED =
            Set.of("io-uring", "lease-write", "mqueue", "sem-sysv-undo", "shared-by-siblings");

    /** crit 3.17 does not know pidfds at all. */
    private static final String NEWER = "pidfd";

    /** What crit decode and crit encode do, for all images of a directory in one process. */
    private static final String AGAIN = """
        import json, os, sys
        from pycriu import images
        for name in os.listdir(sys.argv[1]):
            if name.endswith('.img') and not name.startswith(('pages-', 'ipcns-shm-')):
                with open(os.path.join(sys.argv[1], name), 'rb') as image:
                    text = json.dumps(images.load(image))
                with open(os.path.join(sys.argv[2], name), 'wb') as image:
                    images.dump(json.loads(text), image)
        """;

    private static Engine engine;

    @TempDir
    private Path dir;

    @BeforeAll
    static void startEngine() throws IOException {
        assumeTrue(Files.isExecutable(CRIT), "crit is not installed (Debian package criu)");
        engine = new Engine();
    }

    @AfterAll
    static void stopEngine() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    /** All specimens that can be dumped, or those of them that {@code -Dferry.specimens} names by a regular expression. */
    static List<String> specimens() throws IOException {
        String wanted = System.getProperty("ferry.specimens", ".*");
        return Specimen.names().stream()
                .filter(name -> name.matches(wanted))
                .filter(name -> !REFUSED.contains(name) && !NEWER.equals(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("specimens")
    void writesEveryImageAgainAsItWas(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path checkpoint = dir.resolve("checkpoint");
            engine.dumpAndKill(specimen, checkpoint);
            Path again = Files.createDirectory(dir.resolve("again"));
            run(List.of("/usr/bin/python3", "-c", AGAIN, checkpoint.toString(), again.toString()));
            for (Path image : images(checkpoint)) {
                Path written = again.resolve(image.getFileName());
                assertThat(known(written, image)).as("%s", image).isEqualTo(known(image, image));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"files-regular", "tree"})
    void showsWhatIsThere(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            String directory = dump(specimen).toString();
            String processes = crit("x", directory, "ps");
            String files = crit("x", directory, "fds");
            String memory = crit("x", directory, "mems");
            for (long pid : specimen.tasks()) {
                assertThat(processes).containsPattern("(?m)^\\s*" + pid + "\\b");
                assertThat(files).containsPattern("(?m)^" + pid + "$");
                for (Mapping mapping : Maps.read((int) pid)) {
                    assertThat(memory).contains(Long.toHexString(mapping.start()));
                }
            }
            assertThat(files).contains(dir.resolve(name + ".out").toString());
        }
    }

    /** crit 3.17 can not write this image again, whoever made it: it takes the content for text. */
    @Test
    void showsSystemVSharedMemory() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("shm-sysv", dir)) {
            String segments =
                    crit("show", dump(specimen).resolve("ipcns-shm-0.img").toString());
            assertThat(segments).contains("\"size\": 12388", "\"uid\": 1234", "\"in_pagemaps\": true");
            specimen.terminateAndCheck(Duration.ofSeconds(30));
        }
    }

    private Path dump(RunningSpecimen specimen) throws Exception {
        Path checkpoint = dir.resolve("checkpoint");
        try (ImageSink sink = new DirectoryImageSink(checkpoint)) {
            engine.dump(specimen, DumpOptions.Fate.LEAVE_RUNNING, sink);
        }
        return checkpoint;
    }

    /** Everything in an image; where crit is older, its entries without what is newer. */
    private static Object known(Path file, Path image) throws IOException {
        String name = image.getFileName().toString();
        if (name.equals("files.img")) {
            return knownFiles(file);
        }
        if (name.equals(ImageType.MEMFD_INODE.fileName())) {
            return memfds(file);
        }
        if (!name.startsWith("core-")) {
            return ByteString.copyFrom(Files.readAllBytes(file));
        }
        try (ImageReader reader = new ImageReader("core", ImageType.CORE, Files.newInputStream(file))) {
            CoreEntry.Builder core = reader.single(CoreEntry.parser()).toBuilder();
            if (core.hasTc()) {
                core.getTcBuilder().clearStopSigno().clearMembarrierRegistrationMask();
            }
            core.getThreadCoreBuilder().getCredsBuilder().clearCapAmb().clearNoNewPrivs();
            return core.buildPartial();
        }
    }

    private static List<FileEntry> knownFiles(Path file) throws IOException {
        List<FileEntry> known = new ArrayList<>();
        try (ImageReader reader = new ImageReader("files", ImageType.FILES, Files.newInputStream(file))) {
            for (Optional<FileEntry> next = reader.next(FileEntry.parser());
                    next.isPresent();
                    next = reader.next(FileEntry.parser())) {
                FileEntry.Builder entry = next.get().toBuilder();
                if (entry.hasIsk()) {
                    entry.getIskBuilder().clearTcpOpts();
                    entry.getIskBuilder()
                            .getIpOptsBuilder()
                            .clearPktinfo()
                            .clearTos()
                            .clearTtl();
                }
                known.add(entry.build());
            }
        }
        return known;
    }

    private static List<MemfdInodeEntry> memfds(Path file) throws IOException {
        List<MemfdInodeEntry> inodes = new ArrayList<>();
        try (ImageReader reader = new ImageReader("memfd", ImageType.MEMFD_INODE, Files.newInputStream(file))) {
            for (Optional<MemfdInodeEntry> next = reader.next(MemfdInodeEntry.parser());
                    next.isPresent();
                    next = reader.next(MemfdInodeEntry.parser())) {
                inodes.add(next.get().toBuilder().clearMode().build());
            }
        }
        return inodes;
    }

    private static List<Path> images(Path checkpoint) throws IOException {
        try (Stream<Path> files = Files.list(checkpoint)) {
            return files.filter(file -> file.toString().endsWith(".img"))
                    .filter(file -> !file.getFileName().toString().matches(NOT_THE_SAME))
                    .sorted()
                    .toList();
        }
    }

    private String crit(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(CRIT.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = dir.resolve("crit.log");
        Process crit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(crit.waitFor(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(crit.exitValue()).as("%s", Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
