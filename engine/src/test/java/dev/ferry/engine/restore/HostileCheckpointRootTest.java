package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.TaskKobjIdsEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.DirectoryImageSource;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checkpoint may come from anywhere: a wrong one is refused in a sentence, and leaves no process, file or descriptor. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class HostileCheckpointRootTest {
    private static final int CASES = 120;
    private static final long USER_END = 0x7fff_ffff_f000L;

    @TempDir
    private static Path dir;

    private static Engine engine;
    private static Path checkpoint;
    private static byte[] stream;
    private static int root;
    private static Set<Long> pids;

    /** Makes one change. */
    interface Change {
        void apply(Damage damage) throws IOException;
    }

    @BeforeAll
    static void dumpOnce() throws Exception {
        engine = new Engine();
        checkpoint = dir.resolve("checkpoint");
        try (RunningSpecimen specimen = Specimen.start("files-regular", dir)) {
            root = (int) specimen.pid();
            pids = specimen.tasks();
            try (ImageSink sink = Engine.fileSink(dir.resolve("stream"))) {
                engine.dump(specimen, Fate.LEAVE_RUNNING, sink);
            }
            engine.dumpAndKill(specimen, checkpoint);
        }
        stream = Files.readAllBytes(dir.resolve("stream"));
    }

    @AfterAll
    static void stopEngine() throws Exception {
        engine.close();
    }

    @Test
    void isRefusedWhereverItIsCut() throws Exception {
        for (int i = 0; i < CASES; i++) {
            byte[] cut = Arrays.copyOf(stream, position(i));
            expectRefusal(() -> CheckpointFile.source(new ByteArrayInputStream(cut)));
        }
    }

    @Test
    void isRefusedWhicheverByteIsFlipped() throws Exception {
        for (int i = 0; i < CASES; i++) {
            byte[] flipped = stream.clone();
            flipped[position(i)] ^= (byte) (1 << (i % Byte.SIZE));
            expectRefusal(() -> CheckpointFile.source(new ByteArrayInputStream(flipped)));
        }
    }

    /** Every few bytes at the start, where the small images are, then over the whole length. */
    private static int position(int i) {
        int half = CASES / 2;
        int small = 20_000;
        return i < half ? i * (small / half) : small + (int) ((stream.length - small - 1L) * (i - half + 1) / half);
    }

    static Map<String, Change> changes() {
        Map<String, Change> changes = new TreeMap<>();
        changes.put("mapping beyond user space", mapping(mm -> mm.addVmas(vma(USER_END, USER_END + 0x1000))));
        changes.put("mapping at the end of all addresses", mapping(mm -> mm.addVmas(vma(-0x2000, -0x1000))));
        changes.put("mapping that ends before it starts", mapping(mm -> mm.addVmas(vma(USER_END, 0x1000))));
        changes.put("overlapping mappings", mapping(mm -> mm.addVmas(1, mm.getVmas(0))));
        changes.put("no room for scratch memory", mapping(mm -> mm.clearVmas().addVmas(vma(0x10000, USER_END))));
        changes.put("mapping of a file that is not there", mapping(HostileCheckpointRootTest::mapMissingFile));
        changes.put("no executable", mapping(mm -> mm.setExeFileId(99_999)));
        changes.put("descriptor of nothing", descriptors(fds -> fds.add(fd(500, 99_999))));
        changes.put("descriptor twice", descriptors(fds -> fds.add(fds.get(0))));
        changes.put(
                "descriptor -1", descriptors(fds -> fds.add(fd(-1, fds.get(0).getId()))));
        changes.put("pid 1", tree(tasks -> tasks.set(0, task(tasks.get(0), 1))));
        changes.put("pid 0", tree(tasks -> tasks.set(0, task(tasks.get(0), 0))));
        changes.put("pid beyond all", tree(tasks -> tasks.set(0, task(tasks.get(0), 1 << 23))));
        changes.put("duplicate pid", tree(tasks -> tasks.add(tasks.get(0))));
        changes.put("two roots", tree(tasks -> tasks.add(task(tasks.get(0), 4_000_000))));
        changes.put("task that is its own parent", tree(tasks -> tasks.set(0, ownParent(tasks.get(0)))));
        changes.put("no tasks", tree(List::clear));
        changes.put("pages outside of all mappings", pages(0x1000, 1));
        changes.put("pages in scratch memory", pages(0x1_0000_0000L, 1));
        changes.put("pages beyond the end of everything", pages(-0x1000, 1));
        changes.put("more pages than there can be", pages(0x1000, 1L << 50));
        changes.put("carried path with ..", carried(file -> file.setPath("/tmp/../etc/ferry-hostile")));
        changes.put(
                "manifest that is no message",
                damage -> Files.writeString(damage.checkpoint().resolve("ferry-manifest"), "\0"));
        changes.put("files without content before a file twice", manifest(HostileCheckpointRootTest::addFileTwice));
        changes.put("shared memory of a negative number", mapping(mm -> mm.addVmas(sharedMemory(-1))));
        changes.put(
                "vsyscall page in user memory",
                mapping(mm -> mm.addVmas(vma(USER_END, 0x1000).toBuilder().setStatus(4))));
        changes.put(
                "auxiliary vector without end", mapping(mm -> mm.addAllMmSavedAuxv(Collections.nCopies(100_000, 1L))));
        changes.put(
                "more groups than there can be",
                core(core ->
                        core.getThreadCoreBuilder().getCredsBuilder().addAllGroups(Collections.nCopies(100_000, 1))));
        changes.put(
                "impossible score for the OOM killer",
                core(core -> core.getTcBuilder().setOomScoreAdj(5000)));
        changes.put("root that is a zombie", core(core -> core.getTcBuilder().setTaskState(6)));
        changes.put("relative carried path", carried(file -> file.setPath("ferry-hostile")));
        changes.put("carried device", carried(file -> file.setMode(020666)));
        return changes;
    }

    static Set<String> changeNames() {
        return changes().keySet();
    }

    @ParameterizedTest
    @MethodSource("changeNames")
    void isRefusedWhenItIsInconsistent(String name) throws Exception {
        Path copy = copyOf(checkpoint, dir.resolve(name));
        changes().get(name).apply(new Damage(copy));
        expectRefusal(() -> new DirectoryImageSource(copy));
    }

    /** A hundred thousand descriptors are allowed where the limits are; what counts is that they cost bounded time. */
    @Test
    void copesWithAHundredThousandDescriptors() throws Exception {
        Path copy = copyOf(checkpoint, dir.resolve("many"));
        descriptors(fds -> {
                    int id = fds.get(0).getId();
                    for (int number = 1000; number < 101_000; number++) {
                        fds.add(fd(number, id));
                    }
                })
                .apply(new Damage(copy));
        Set<Path> before = ownDescriptors();
        Throwable thrown = catchThrowable(() -> engine.call(() -> {
            try (ImageSource source = new DirectoryImageSource(copy)) {
                new RestoreRunner(RestoreOptions.defaults()).restore(source).close();
                return null;
            }
        }));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(IOException.class);
        }
        awaitNothingLeft();
        awaitNoMoreThan(before);
    }

    private static void expectRefusal(Callable<ImageSource> source) throws Exception {
        Set<String> files = files();
        Set<Path> descriptors = ownDescriptors();
        Throwable thrown = catchThrowable(() -> engine.call(() -> {
            try (ImageSource opened = source.call()) {
                new RestoreRunner(RestoreOptions.defaults()).restore(opened).close();
                return null;
            }
        }));
        assertThat(thrown).isInstanceOf(IOException.class);
        assertThat(thrown.getMessage()).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
        awaitNothingLeft();
        assertThat(files()).isEqualTo(files);
        awaitNoMoreThan(descriptors);
    }

    /** Other threads of this JVM open files for a moment, and the collector closes old ones. */
    private static void awaitNoMoreThan(Set<Path> descriptors) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(3))
                .untilAsserted(() -> assertThat(descriptors).containsAll(ownDescriptors()));
    }

    private static void awaitNothingLeft() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(3))
                .until(() -> pids.stream().noneMatch(pid -> Files.exists(Path.of("/proc", Long.toString(pid)))));
    }

    private static Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(dir.resolve("files-regular"))) {
            return all.map(Path::toString).collect(Collectors.toSet());
        }
    }

    /** Those of the engine: the thread that reaps orphans has /proc files open now and then. */
    private static Set<Path> ownDescriptors() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.filter(fd -> !target(fd).matches(".*/(stat|status|children|fd)|"))
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Path copyOf(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> images = Files.list(from)) {
            for (Path image : (Iterable<Path>) images::iterator) {
                Files.copy(image, to.resolve(image.getFileName()));
            }
        }
        return to;
    }

    private static Change mapping(Consumer<MmEntry.Builder> change) {
        return damage -> damage.entries(ImageType.MM, ImageType.MM.fileName(root), MmEntry.parser(), entries -> {
            MmEntry.Builder mm = entries.get(0).toBuilder();
            change.accept(mm);
            entries.set(0, mm.build());
        });
    }

    private static VmaEntry vma(long start, long end) {
        return VmaEntry.newBuilder()
                .setStart(start)
                .setEnd(end)
                .setPgoff(0)
                .setShmid(0)
                .setProt(3)
                .setFlags(0x22)
                .setStatus(0x201)
                .setFd(-1)
                .build();
    }

    private static void mapMissingFile(MmEntry.Builder mm) {
        mm.setVmas(0, mm.getVmas(0).toBuilder().setShmid(99_999));
    }

    private static Change descriptors(Consumer<List<FdinfoEntry>> change) {
        return damage -> {
            long[] id = new long[1];
            damage.entries(
                    ImageType.IDS,
                    ImageType.IDS.fileName(root),
                    TaskKobjIdsEntry.parser(),
                    ids -> id[0] = Integer.toUnsignedLong(ids.get(0).getFilesId()));
            damage.entries(ImageType.FDINFO, ImageType.FDINFO.fileName(id[0]), FdinfoEntry.parser(), change);
        };
    }

    private static FdinfoEntry fd(int number, int id) {
        return FdinfoEntry.newBuilder()
                .setId(id)
                .setFlags(0)
                .setType(FdTypes.REG)
                .setFd(number)
                .build();
    }

    private static Change tree(Consumer<List<PstreeEntry>> change) {
        return damage -> damage.entries(ImageType.PSTREE, ImageType.PSTREE.fileName(), PstreeEntry.parser(), change);
    }

    private static PstreeEntry task(PstreeEntry like, int pid) {
        return like.toBuilder().setPid(pid).clearThreads().addThreads(pid).build();
    }

    private static PstreeEntry ownParent(PstreeEntry task) {
        return task.toBuilder().setPpid(task.getPid()).build();
    }

    private static Change pages(long address, long count) {
        return damage -> damage.entriesAfterHead(
                ImageType.PAGEMAP,
                ImageType.PAGEMAP.fileName(root),
                PagemapHead.parser(),
                PagemapEntry.parser(),
                entries -> entries.add(PagemapEntry.newBuilder()
                        .setVaddr(address)
                        .setCompatNrPages((int) count)
                        .setNrPages(count)
                        .setFlags(4)
                        .build()));
    }

    private static Change carried(Consumer<CarriedFile.Builder> change) {
        return manifest(manifest -> change.accept(manifest.getCarriedBuilder(0)));
    }

    private static Change manifest(Consumer<Manifest.Builder> change) {
        return damage -> {
            Path file = damage.checkpoint().resolve("ferry-manifest");
            Manifest.Builder manifest = Manifest.parseFrom(Files.readAllBytes(file)).toBuilder();
            change.accept(manifest);
            Files.write(file, manifest.build().toByteArray());
        };
    }

    private static void addFileTwice(Manifest.Builder manifest) {
        CarriedFile file = manifest.getCarried(0);
        String link = dir.resolve("files-regular/ferry-hostile").toString();
        manifest.addCarried(
                0,
                file.toBuilder().clearContentId().setPath(link).setMode(0120777).setLinkTarget("nowhere"));
        manifest.addCarried(file);
    }

    private static VmaEntry sharedMemory(long number) {
        return vma(USER_END - 0x1000, USER_END).toBuilder()
                .setFlags(0x21)
                .setStatus(0x101)
                .setShmid(number)
                .build();
    }

    private static Change core(Consumer<CoreEntry.Builder> change) {
        return damage -> damage.entries(ImageType.CORE, ImageType.CORE.fileName(root), CoreEntry.parser(), entries -> {
            CoreEntry.Builder core = entries.get(0).toBuilder();
            change.accept(core);
            entries.set(0, core.build());
        });
    }
}
