package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Host;
import dev.ferry.engine.fuzz.Image;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FownEntry;
import dev.ferry.engine.image.proto.SiginfoEntry;
import dev.ferry.engine.image.proto.SkOptsEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.ImageSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A restore that fails late, or whose tree is not wanted, leaves nothing on the host. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class GivenUpRestoreRootTest {
    @TempDir
    private Path directory;

    private Engine engine;
    private Corpus corpus;
    private Host before;

    @BeforeEach
    void startEngine() throws IOException {
        engine = new Engine();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try {
            before.requireUnchanged(corpus.pids());
        } finally {
            engine.close();
        }
    }

    @Test
    void removesAGhostFileWhoseImageIsDamaged() throws Exception {
        List<Image> images = dump("file-deleted");
        images.replaceAll(image -> isGhost(image) ? Image.of(image.name(), new byte[100]) : image);
        assertThatThrownBy(() -> restore(images))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("magic");
    }

    @Test
    void refusesTwoGhostFilesThatDifferOnlyAboveThirtyTwoBits() throws Exception {
        List<Image> images = dump("file-deleted");
        Image ghost = images.stream()
                .filter(GivenUpRestoreRootTest::isGhost)
                .findFirst()
                .orElseThrow();
        long number = ImageName.parse(ghost.name()).orElseThrow().id();
        String large = ImageType.GHOST_FILE.fileName(1L << 32 | number);
        images.add(images.indexOf(ghost) + 1, Image.of(large, ghost.content()));
        assertThatThrownBy(() -> restore(images))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(large);
    }

    @Test
    void removesTheUnixSocketsThatItHasMade() throws Exception {
        List<Image> images = dump("pipes");
        change(images, ImageType.FILES.fileName(), FileEntry.parser(), files -> {
            files.add(socket(9_000, directory.resolve("socket").toString()));
            files.add(FileEntry.newBuilder().setId(9_001).setType(FdTypes.FIFO).build());
        });
        assertThatThrownBy(() -> restore(images))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("no description of its kind");
    }

    @Test
    void removesSystemVSharedMemory() throws Exception {
        List<SysvShm> before = segmentsOfTheSpecimen();
        List<Image> images = dump("shm-sysv");
        assertThat(segmentsOfTheSpecimen()).isEqualTo(before);
        restore(images);
        assertThat(segmentsOfTheSpecimen()).isEqualTo(before);
        images.removeIf(image -> image.name().startsWith("pages-"));
        assertThatThrownBy(() -> restore(images))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("pages-");
        assertThat(segmentsOfTheSpecimen()).isEqualTo(before);
    }

    /** It gives its segment to a user that nobody is; one that was killed elsewhere may have left another. */
    private static List<SysvShm> segmentsOfTheSpecimen() throws IOException {
        return SysvShm.read().stream().filter(segment -> segment.uid() == 1234).toList();
    }

    @Test
    void endsTasksOfManyThreadsAtOnce() throws Exception {
        List<Image> images = dump("threads-mutex");
        restore(images);
        before.requireUnchanged(corpus.pids());
        long started = System.nanoTime();
        restore(images);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(1_900));
    }

    @Test
    void restoresMorePendingSignalsThanFitIntoOneBatch() throws Exception {
        List<Image> images = dump("compute");
        byte[] siginfo = new byte[128];
        siginfo[0] = 40;
        siginfo[8] = -1;
        siginfo[9] = -1;
        siginfo[10] = -1;
        siginfo[11] = -1;
        SiginfoEntry signal = SiginfoEntry.newBuilder()
                .setSiginfo(ByteString.copyFrom(siginfo))
                .build();
        String core = ImageType.CORE.fileName(corpus.pids().iterator().next());
        change(images, core, CoreEntry.parser(), cores -> {
            CoreEntry.Builder changed = cores.get(0).toBuilder();
            changed.getThreadCoreBuilder().getSignalsPBuilder().addAllSignals(Collections.nCopies(2_500, signal));
            changed.getTcBuilder().getSignalsSBuilder().addAllSignals(Collections.nCopies(2_500, signal));
            cores.set(0, changed.build());
        });
        assertThat(restore(images)).isPositive();
    }

    private List<Image> dump(String specimen) throws Exception {
        corpus = Corpus.dump(engine, directory, List.of(specimen));
        before = Host.now(directory);
        return new ArrayList<>(corpus.sets().get(0).images());
    }

    /** Restores and gives up; returns the pid that the root had. */
    private int restore(List<Image> images) throws Exception {
        return engine.call(() -> {
            try (ImageSource source = new ImageSet(images).source();
                    RestoredTree tree = new RestoreRunner(RestoreOptions.defaults()).restore(source)) {
                return tree.root();
            }
        });
    }

    private static boolean isGhost(Image image) {
        return image.name().startsWith("ghost-file-");
    }

    private static FileEntry socket(int id, String path) {
        UnixSkEntry socket = UnixSkEntry.newBuilder()
                .setId(id)
                .setIno(id)
                .setType(1)
                .setState(7)
                .setFlags(2)
                .setUflags(0)
                .setBacklog(0)
                .setPeer(0)
                .setFown(FownEntry.newBuilder()
                        .setUid(0)
                        .setEuid(0)
                        .setSignum(0)
                        .setPidType(0)
                        .setPid(0))
                .setOpts(SkOptsEntry.newBuilder()
                        .setSoSndbuf(212_992)
                        .setSoRcvbuf(212_992)
                        .setSoSndTmoSec(0)
                        .setSoSndTmoUsec(0)
                        .setSoRcvTmoSec(0)
                        .setSoRcvTmoUsec(0))
                .setName(ByteString.copyFromUtf8(path))
                .build();
        return FileEntry.newBuilder()
                .setId(id)
                .setType(FdTypes.UNIXSK)
                .setUsk(socket)
                .build();
    }

    private static <T extends MessageLite> void change(
            List<Image> images, String name, Parser<T> parser, Consumer<List<T>> change) throws IOException {
        for (ListIterator<Image> at = images.listIterator(); at.hasNext(); ) {
            Image image = at.next();
            if (image.name().equals(name)) {
                at.set(Image.of(name, changed(image, parser, change)));
            }
        }
    }

    private static <T extends MessageLite> byte[] changed(Image image, Parser<T> parser, Consumer<List<T>> change)
            throws IOException {
        ImageType type = ImageName.parse(image.name()).orElseThrow().type();
        List<T> entries = new ArrayList<>();
        try (ImageReader reader = new ImageReader(image.name(), type, new ByteArrayInputStream(image.content()))) {
            for (Optional<T> next = reader.next(parser); next.isPresent(); next = reader.next(parser)) {
                entries.add(next.get());
            }
        }
        change.accept(entries);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageWriter writer = new ImageWriter(type, out)) {
            for (T entry : entries) {
                writer.write(entry);
            }
        }
        return out.toByteArray();
    }
}
