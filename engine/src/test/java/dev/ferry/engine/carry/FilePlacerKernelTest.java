package dev.ferry.engine.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ferry.engine.carry.FilePlacer.Placement;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CarriedFile;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Mknod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FilePlacerKernelTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static Placement place(FilePlacer placer, Taken taken) throws IOException {
        return placer.place(taken.file(), taken.stream());
    }

    @Test
    void putsAFifoInItsPlaceAndLeavesOneThatIsThere() throws IOException {
        Path path = directory.resolve("fifo");
        Mknod.fifo(path.toString(), 0640);
        Taken taken = Taken.from(path);
        Files.delete(path);
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThat(place(placer, taken)).isEqualTo(Placement.PLACED);
            assertThat(place(placer, taken)).isEqualTo(Placement.ALREADY_THERE);
            assertThat(FileStat.of(path.toString()).mode()).isEqualTo(Stat.S_IFIFO | 0640);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void putsAFileWithHolesOwnerModeAndTimeInItsPlace() throws IOException {
        Path path = directory.resolve("sparse");
        try (SeekableByteChannel channel =
                Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            channel.position(8 * MIB).write(ByteBuffer.wrap(new byte[(int) MIB]));
            channel.position(16 * MIB).write(ByteBuffer.wrap(new byte[] {4}));
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--rw-"));
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000_000_123L));
        byte[] before = Files.readAllBytes(path);
        Taken taken = Taken.from(path);
        assertThat(taken.content().size()).isLessThan((int) (2 * MIB));
        Files.delete(path);
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThat(place(placer, taken)).isEqualTo(Placement.PLACED);
            placer.keep();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        FileStat stat = FileStat.of(path.toString());
        assertThat(stat.blocks() * 512).isLessThan(2 * MIB);
        assertThat(Taken.from(path).file()).isEqualTo(taken.file());
        assertThat(names()).containsExactly("sparse");
    }

    @Test
    void putsASymbolicLinkInItsPlace() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("some/where"));
        Taken taken = Taken.from(link);
        Files.delete(link);
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThat(place(placer, taken)).isEqualTo(Placement.PLACED);
            assertThat(place(placer, taken)).isEqualTo(Placement.ALREADY_THERE);
            placer.keep();
        }
        assertThat(Files.readSymbolicLink(link)).hasToString("some/where");
    }

    @Test
    void takesEverythingBackUnlessItIsKept() throws IOException {
        Taken taken = Taken.from(write("file", "content")).at(directory + "/a/b/c/file");
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            place(placer, taken);
            place(placer, taken.at(directory + "/a/b/other"));
            assertThat(directory.resolve("a/b/c/file")).hasContent("content");
        }
        assertThat(names()).containsExactly("file");
    }

    @Test
    void leavesWhatOthersPutIntoANewDirectory() throws IOException {
        Taken taken = Taken.from(write("file", "content")).at(directory + "/a/b/file");
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            place(placer, taken);
            write("a/theirs", "x");
        }
        assertThat(directory.resolve("a/theirs")).exists();
        assertThat(directory.resolve("a/b")).doesNotExist();
    }

    @Test
    void usesTheSameFileWithoutReadingTheContent() throws IOException {
        Taken taken = Taken.from(write("file", "content"));
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThat(placer.place(taken.file(), InputStream.nullInputStream()))
                    .isEqualTo(Placement.ALREADY_THERE);
        }
        assertThat(directory.resolve("file")).hasContent("content");
    }

    @Test
    void refusesADifferentFileAndNamesBoth() throws IOException {
        Path path = write("file", "content");
        Taken taken = Taken.from(path);
        Files.writeString(path, "something else");
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000_000_000L));
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThatExceptionOfType(ExistingFileException.class)
                    .isThrownBy(() -> place(placer, taken))
                    .withMessageContainingAll(path.toString(), "14 bytes, changed 2001-09-09T01:46:40Z", "7 bytes");
        }
        assertThat(path).hasContent("something else");
    }

    @Test
    void usesTheirsIfThatIsThePolicy() throws IOException {
        Path path = write("file", "content");
        Taken taken = Taken.from(path);
        Files.writeString(path, "something else");
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.USE_THEIRS)) {
            assertThat(place(placer, taken)).isEqualTo(Placement.USES_THEIRS);
            placer.keep();
        }
        assertThat(path).hasContent("something else");
    }

    @Test
    void overwritesIfThatIsThePolicyAndGivesTheOldFileBack() throws IOException {
        Path path = write("file", "content");
        Taken taken = Taken.from(path);
        Files.writeString(path, "something else");
        FileStat before = FileStat.of(path.toString());
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.OVERWRITE)) {
            assertThat(place(placer, taken)).isEqualTo(Placement.REPLACED);
            assertThat(path).hasContent("content");
        }
        assertThat(path).hasContent("something else");
        assertThat(FileStat.of(path.toString()).isSameFile(before)).isTrue();
        assertThat(names()).containsExactly("file");
    }

    @Test
    void removesTheOverwrittenFileWhenKept() throws IOException {
        Path path = write("file", "content");
        Taken taken = Taken.from(path);
        Files.writeString(path, "something else");
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.OVERWRITE)) {
            place(placer, taken);
            placer.keep();
        }
        assertThat(path).hasContent("content");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void neverReplacesADirectory() throws IOException {
        Taken taken = Taken.from(write("file", "content")).at(directory + "/directory");
        Files.createDirectory(directory.resolve("directory"));
        for (ExistingFilePolicy policy : ExistingFilePolicy.values()) {
            try (FilePlacer placer = new FilePlacer(policy)) {
                assertThatExceptionOfType(ExistingFileException.class).isThrownBy(() -> place(placer, taken));
            }
        }
    }

    @Test
    void doesNotWriteThroughALinkWithTheNameOfTheFile() throws IOException {
        Path target = write("target", "theirs");
        Taken taken = Taken.from(write("file", "content")).at(directory + "/link");
        Files.createSymbolicLink(directory.resolve("link"), target);
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.OVERWRITE)) {
            place(placer, taken);
            placer.keep();
        }
        assertThat(target).hasContent("theirs");
        assertThat(directory.resolve("link")).isRegularFile().hasContent("content");
        assertThat(directory.resolve("link"))
                .satisfies(link -> assertThat(Files.isSymbolicLink(link)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "relative",
                "/tmp/../etc/x",
                "/tmp/./x",
                "/tmp//x",
                "/tmp/x/",
                "/proc/x",
                "/proc",
                "/sys/kernel/x",
                "/dev/x",
                "/dev/shm",
                "/dev/shm/../x",
                "/tmp/x\0y"
            })
    void refusesHostilePaths(String path) throws IOException {
        Taken taken = Taken.from(write("file", "content")).at(path);
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.OVERWRITE)) {
            assertThatExceptionOfType(ImageException.class)
                    .isThrownBy(() -> place(placer, taken))
                    .withMessageContaining("plain absolute paths");
        }
    }

    @Test
    void refusesPathsThatLeadIntoProcThroughLinks() throws IOException {
        Taken taken = Taken.from(write("file", "content")).at(directory + "/detour/kernel/x");
        Files.createSymbolicLink(directory.resolve("detour"), Path.of("/proc/sys"));
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThatExceptionOfType(ImageException.class)
                    .isThrownBy(() -> place(placer, taken))
                    .withMessageContaining("/proc/sys/kernel");
        }
    }

    @Test
    void refusesPathsThroughMagicLinks() throws IOException {
        Taken taken = Taken.from(write("file", "content")).at(directory + "/magic/x");
        Files.createSymbolicLink(directory.resolve("magic"), Path.of("/proc/self/cwd"));
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThatIOException().isThrownBy(() -> place(placer, taken)).withMessageContaining("ELOOP");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 8, 0, Long.MAX_VALUE})
    void refusesContentOfAnotherSizeThanAnnounced(long size) throws IOException {
        Path path = write("file", "content");
        Taken taken = Taken.from(path);
        Files.delete(path);
        CarriedFile file = taken.file().toBuilder().setSize(size).build();
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThatExceptionOfType(ImageException.class)
                    .isThrownBy(() -> placer.place(file, taken.stream()))
                    .withMessageContaining("is damaged");
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void refusesTruncatedContentAndLeavesNothing() throws IOException {
        Path path = write("file", "content");
        Taken taken = Taken.from(path);
        Files.delete(path);
        for (int length = 0; length < taken.content().size(); length++) {
            InputStream cut = taken.content().substring(0, length).newInput();
            try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
                assertThatExceptionOfType(ImageException.class).isThrownBy(() -> placer.place(taken.file(), cut));
            }
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void refusesPartsThatOverlapOrLieOutside() throws IOException {
        Path path = write("file", "content");
        Taken taken = Taken.from(path);
        Files.delete(path);
        for (byte[] hostile : List.of(parts(-1, 1, 7), parts(7, 1, 7), parts(0, -1, 7), parts(0, 8, 7))) {
            try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
                assertThatExceptionOfType(ImageException.class)
                        .isThrownBy(() -> placer.place(taken.file(), new ByteArrayInputStream(hostile)));
            }
        }
        assertThat(names()).isEmpty();
    }

    /** A part with ten bytes, then the end. */
    private static byte[] parts(long offset, int length, long size) {
        return ByteBuffer.allocate(34)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(offset)
                .putInt(length)
                .put(new byte[10])
                .putLong(size)
                .putInt(0)
                .array();
    }

    @Test
    void makesADirectoryAndTakesItBack() throws IOException {
        CarriedFile wanted = CarriedFile.newBuilder()
                .setPath(directory + "/made")
                .setMode(Stat.S_IFDIR | 0750)
                .setUid(FileStat.of(directory.toString()).uid())
                .setGid(FileStat.of(directory.toString()).gid())
                .setSize(0)
                .setMtimeNs(0)
                .build();
        try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
            assertThat(placer.place(wanted, InputStream.nullInputStream())).isEqualTo(Placement.PLACED);
            assertThat(placer.place(wanted, InputStream.nullInputStream())).isEqualTo(Placement.ALREADY_THERE);
            assertThat(FileStat.of(wanted.getPath()).permissions()).isEqualTo(0750);
        }
        assertThat(directory.resolve("made")).doesNotExist();
    }

    @Test
    void refusesOtherTypesOfFiles() throws IOException {
        Taken taken = Taken.from(write("file", "content")).at(directory + "/new");
        for (int mode : List.of(0020666, 0010644, 0140644, 0644, 0300644)) {
            CarriedFile file = taken.file().toBuilder().setMode(mode).build();
            try (FilePlacer placer = new FilePlacer(ExistingFilePolicy.REFUSE)) {
                assertThatExceptionOfType(ImageException.class)
                        .isThrownBy(() -> placer.place(file, taken.stream()))
                        .withMessageContaining("no regular file, symbolic link, directory or fifo");
            }
        }
    }

    @Test
    void saysSoWhenAFileChangesWhileItIsCarried() throws IOException {
        Path path = write("file", "content");
        CarriedFiles carried = new CarriedFiles();
        carried.add(path.toString());
        Files.writeString(path, "longer than before");
        assertThatIOException()
                .isThrownBy(() -> carried.writeTo(new Images()))
                .withMessageContaining("changed while it was carried");
    }
}
