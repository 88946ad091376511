package dev.ferry.engine.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.DumpStatsEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FownEntry;
import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.engine.image.proto.StatsEntry;
import dev.ferry.engine.image.proto.TtyFileEntry;
import dev.ferry.engine.image.proto.TtyInfoEntry;
import dev.ferry.engine.image.proto.TtyPtyEntry;
import dev.ferry.engine.image.proto.TtyType;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real checkpoint in the ways in which CRIU 3.17 to 4.2 write one: without Ferry's own images, with others beside, with page counts in
 * the old field or in the new one, and with kinds of files that Ferry does not restore.
 */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class CriuCheckpointRootTest {
    @TempDir
    private Path dir;

    private Path checkpoint;
    private Checkpoint before;

    @BeforeEach
    void dump() throws Exception {
        checkpoint = dir.resolve("checkpoint");
        try (Engine engine = new Engine();
                RunningSpecimen specimen = Specimen.start("threads-mutex", dir)) {
            engine.dumpAndKill(specimen, checkpoint);
        }
        before = CheckpointReader.read(checkpoint);
        Files.delete(checkpoint.resolve("ferry-manifest"));
        Files.deleteIfExists(checkpoint.resolve("ferry-tree"));
        Files.writeString(checkpoint.resolve("dump.log"), "(00.000000) Version: 3.17.1\n");
        Files.write(checkpoint.resolve("mountpoints-12.img"), new byte[] {0x19, 0x43, 0x56, 0x54});
        writeStats();
    }

    private void writeStats() throws IOException {
        DumpStatsEntry dump = DumpStatsEntry.newBuilder()
                .setFreezingTime(1000)
                .setFrozenTime(42_000)
                .setMemdumpTime(1)
                .setMemwriteTime(1)
                .setPagesScanned(1)
                .setPagesSkippedParent(0)
                .setPagesWritten(1)
                .setPagesLazy(0)
                .build();
        Path stats = checkpoint.resolve("stats-dump");
        try (ImageWriter writer = new ImageWriter(ImageType.STATS_DUMP, Files.newOutputStream(stats))) {
            writer.write(StatsEntry.newBuilder().setDump(dump).build());
        }
    }

    private int root() {
        return before.root().pid();
    }

    /** Writes the pagemap again with its entries changed. */
    private void pagemap(UnaryOperator<PagemapEntry> change) throws IOException {
        Path image = checkpoint.resolve(ImageType.PAGEMAP.fileName(root()));
        List<Message> entries = new ArrayList<>();
        try (ImageReader reader = new ImageReader("pagemap", ImageType.PAGEMAP, Files.newInputStream(image))) {
            entries.add(reader.require(PagemapHead.parser()));
            for (Optional<PagemapEntry> next = reader.next(PagemapEntry.parser());
                    next.isPresent();
                    next = reader.next(PagemapEntry.parser())) {
                entries.add(change.apply(next.get()));
            }
        }
        try (ImageWriter writer = new ImageWriter(ImageType.PAGEMAP, Files.newOutputStream(image))) {
            for (Message entry : entries) {
                writer.write(entry);
            }
        }
    }

    private void isAsBefore() throws IOException {
        Checkpoint shown = CheckpointReader.read(checkpoint);
        assertThat(shown.tasks()).isEqualTo(before.tasks());
        assertThat(shown.origin().program()).isEqualTo("CRIU");
        assertThat(shown.origin().createdMs()).isPositive();
        assertThat(shown.origin().frozenMs()).isEqualTo(42);
        assertThat(shown.images())
                .extracting(Checkpoint.SavedImage::name)
                .contains("dump.log", "mountpoints-12.img", "stats-dump");
    }

    @Test
    void showsPageCountsOfTheOldField() throws IOException {
        pagemap(entry -> entry.toBuilder().clearNrPages().build());
        isAsBefore();
    }

    @Test
    void showsPageCountsOfTheNewField() throws IOException {
        pagemap(entry -> entry.toBuilder().setCompatNrPages(0).build());
        isAsBefore();
    }

    @Test
    void showsCredentialsOfTheirFormerPlace() throws IOException {
        Path image = checkpoint.resolve(ImageType.CORE.fileName(root()));
        CoreEntry core;
        try (ImageReader reader = new ImageReader("core", ImageType.CORE, Files.newInputStream(image))) {
            core = reader.single(CoreEntry.parser());
        }
        Path creds = checkpoint.resolve(ImageType.CREDS.fileName(root()));
        try (ImageWriter writer = new ImageWriter(ImageType.CREDS, Files.newOutputStream(creds))) {
            writer.write(core.getThreadCore().getCreds());
        }
        CoreEntry.Builder without = core.toBuilder();
        without.getThreadCoreBuilder().clearCreds();
        try (ImageWriter writer = new ImageWriter(ImageType.CORE, Files.newOutputStream(image))) {
            writer.write(without.build());
        }
        isAsBefore();
    }

    @Test
    void showsWhatFerryCanNotRestoreAndSaysSo() throws IOException {
        pagemap(entry -> entry.toBuilder().setFlags(1).build());
        addTerminal();
        Files.delete(checkpoint.resolve(pages()));
        Checkpoint shown = CheckpointReader.read(checkpoint);
        assertThat(shown.root().mappings()).anyMatch(mapping -> mapping.parentBytes() > 0);
        assertThat(shown.root().savedBytes()).isZero();
        assertThat(shown.files())
                .filteredOn(file -> file.kind().equals("terminal"))
                .extracting(SavedFile::name)
                .containsExactly("/dev/pts/7");
    }

    private String pages() {
        return before.images().stream()
                .map(Checkpoint.SavedImage::name)
                .filter(name -> name.startsWith("pages-"))
                .findFirst()
                .orElseThrow();
    }

    private void addTerminal() throws IOException {
        FownEntry nobody = FownEntry.newBuilder()
                .setUid(0)
                .setEuid(0)
                .setSignum(0)
                .setPidType(0)
                .setPid(0)
                .build();
        Path files = checkpoint.resolve(ImageType.FILES.fileName());
        byte[] old = Files.readAllBytes(files);
        try (ImageWriter writer = new ImageWriter(ImageType.FILES, Files.newOutputStream(files))) {
            writer.writePayload(old, 8, old.length - 8);
            writer.write(FileEntry.newBuilder()
                    .setType(FdTypes.TTY)
                    .setId(4711)
                    .setTty(TtyFileEntry.newBuilder()
                            .setId(4711)
                            .setTtyInfoId(1)
                            .setFlags(2)
                            .setFown(nobody))
                    .build());
        }
        Path info = checkpoint.resolve(ImageType.TTY_INFO.fileName());
        try (ImageWriter writer = new ImageWriter(ImageType.TTY_INFO, Files.newOutputStream(info))) {
            writer.write(TtyInfoEntry.newBuilder()
                    .setId(1)
                    .setType(TtyType.PTY)
                    .setLocked(false)
                    .setExclusive(false)
                    .setPacketMode(false)
                    .setSid(0)
                    .setPgrp(0)
                    .setRdev(0)
                    .setPty(TtyPtyEntry.newBuilder().setIndex(7))
                    .build());
        }
    }

    @Test
    void saysWhichPagesAreMissing() throws IOException {
        Path pages = checkpoint.resolve(pages());
        byte[] all = Files.readAllBytes(pages);
        Files.write(pages, java.util.Arrays.copyOf(all, all.length - 1));
        assertThatThrownBy(() -> CheckpointReader.read(checkpoint))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(pages())
                .hasMessageContaining("" + (all.length - 1));
        Files.delete(pages);
        assertThatThrownBy(() -> CheckpointReader.read(checkpoint))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("has no " + pages());
    }
}
