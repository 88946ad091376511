package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Seek;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RegularFileKindKernelTest extends FileKindContract {
    private static final int FLAGS = Fcntl.O_RDWR | Fcntl.O_APPEND | Fcntl.O_NONBLOCK;
    private static final long MIB = 1 << 20;

    @Override
    FileKind kind() {
        return new RegularFileKind();
    }

    @Override
    Fd open() throws IOException {
        Fd fd = Open.path(write("sample", "hello, world").toString(), FLAGS);
        Seek.set(fd, 7);
        return fd;
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void carriesWhatIsWrittenTo() throws IOException {
        kind().dump(file, dump);
        assertThat(dump.carried()).containsExactly(file);
    }

    @Test
    void takesAProgramThatNobodyHasOpen() throws IOException {
        try (OpenedHere now = OpenedHere.collect();
                FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            OpenFile program = now.tree().ofLink(Path.of("/proc/self/exe"), Fcntl.O_RDONLY);
            assertThat(kind().refusal(program, now.tree())).isEmpty();
            try (Fd again = kind().create(kind().dump(program, dump), restore)) {
                assertThat(FileStat.of(again).isSameFile(program.stat())).isTrue();
            }
            assertThat(dump.carried()).isEmpty();
        }
    }

    @Test
    void restoresAPathHandle() throws IOException {
        try (Fd handle = Open.handle(write("handle", "").toString());
                OpenedHere now = OpenedHere.collect();
                FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            FileEntry entry = kind().dump(now.of(handle), new FakeDumpContext(now.tree()));
            try (Fd again = kind().create(entry, restore)) {
                assertThat(info(again).flags() & Fcntl.O_PATH).isNotZero();
            }
        }
    }

    @Test
    void opensFilesOfTheSystemInProcAgain() throws IOException {
        try (Fd meminfo = Open.path("/proc/meminfo", Fcntl.O_RDONLY);
                OpenedHere now = OpenedHere.collect();
                FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            assertThat(kind().refusal(now.of(meminfo), now.tree())).isEmpty();
            FileEntry entry = kind().dump(now.of(meminfo), dump);
            try (Fd again = kind().create(entry, restore)) {
                assertThat(FileStat.of(again).isSameFile(FileStat.of(meminfo))).isTrue();
            }
        }
    }

    @Test
    void refusesFilesOfProcessesOutsideTheTree() throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        assertRefused("/proc/" + parent + "/status", "does not move along");
    }

    @Test
    void refusesFilesOfSysfs() throws IOException {
        assertRefused("/sys/kernel/mm/transparent_hugepage/enabled", "is on sysfs");
    }

    private void assertRefused(String path, String why) throws IOException {
        try (Fd fd = Open.path(path, Fcntl.O_RDONLY);
                OpenedHere now = OpenedHere.collect()) {
            assertThat(kind().refusal(now.of(fd), now.tree()).orElse("")).contains(path, why);
        }
    }

    @Test
    void refusesAWrittenFileThatLostOneOfItsNames() throws IOException {
        Path lost = write("lost", "x");
        try (Fd fd = Open.path(lost.toString(), Fcntl.O_RDWR)) {
            Files.createLink(directory.resolve("other"), lost);
            Files.delete(lost);
            try (OpenedHere now = OpenedHere.collect()) {
                assertThat(kind().refusal(now.of(fd), now.tree()).orElse("")).contains("has another name");
            }
        }
    }

    @Test
    void refusesAWrittenFileThatIsOpenUnderTwoNames() throws IOException {
        Path one = write("one", "x");
        Path two = Files.createLink(directory.resolve("two"), one);
        try (Fd writer = Open.path(one.toString(), Fcntl.O_RDWR);
                Fd reader = Open.path(two.toString(), Fcntl.O_RDONLY);
                OpenedHere now = OpenedHere.collect()) {
            assertThat(kind().refusal(now.of(writer), now.tree()).orElse("")).contains("also open as " + two);
            assertThat(kind().refusal(now.of(reader), now.tree()).orElse("")).contains("also open as " + one);
        }
    }

    @Test
    void openFilesOfADeletedFileShareOneGhostWithItsHolesOwnerAndTimes() throws IOException {
        Path path = directory.resolve("ghost");
        try (SeekableByteChannel channel =
                Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            channel.position(8 * MIB).write(ByteBuffer.wrap(new byte[] {4}));
        }
        try (Fd writer = Open.path(path.toString(), Fcntl.O_WRONLY);
                Fd reader = Open.path(path.toString(), Fcntl.O_RDONLY)) {
            Seek.set(reader, 8 * MIB);
            byte[] content = Files.readAllBytes(path);
            Files.delete(path);
            try (OpenedHere now = OpenedHere.collect()) {
                restoreGhost(now, now.of(writer), now.of(reader), content);
            }
        }
    }

    private void restoreGhost(OpenedHere now, OpenFile writer, OpenFile reader, byte[] content) throws IOException {
        FakeDumpContext ghosts = new FakeDumpContext(now.tree());
        assertThat(kind().refusal(writer, now.tree())).isEmpty();
        List<FileEntry> entries = List.of(kind().dump(writer, ghosts), kind().dump(reader, ghosts));
        assertThat(ghosts.announced()).hasSize(1);
        assertThat(ghosts.carried()).isEmpty();
        ImageName name = ghosts.announced().iterator().next();
        byte[] image = ghosts.write(name);
        assertThat(image).hasSizeLessThan((int) MIB);
        Path ghost = restore(image);
        FileStat stat = FileStat.of(ghost.toString());
        assertThat(stat.mode()).isEqualTo(writer.stat().mode());
        assertThat(stat.modified().nanoseconds() / 1000)
                .isEqualTo(writer.stat().modified().nanoseconds() / 1000);
        assertThat(Files.readAllBytes(ghost)).isEqualTo(content);
        assertThat(stat.blocks() * 512).isLessThan(MIB);
        try (FakeRestoreContext restore = new FakeRestoreContext(ghosts)) {
            restore.putGhost(Math.toIntExact(name.id()), ghost);
            try (Fd first = kind().create(entries.get(0), restore);
                    Fd second = kind().create(entries.get(1), restore)) {
                assertThat(FileStat.of(first).isSameFile(FileStat.of(second))).isTrue();
                assertThat(info(second).pos()).isEqualTo(8 * MIB);
            }
        }
    }

    private Path restore(byte[] image) throws IOException {
        Path ghost = directory.resolve("restored-ghost");
        try (ImageReader reader = new ImageReader("ghost", ImageType.GHOST_FILE, new ByteArrayInputStream(image));
                Fd into = Open.path(ghost.toString(), Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL, 0600)) {
            GhostFile.restore(reader, into);
        }
        return ghost;
    }

    @Test
    void aGhostThatTheCheckpointLacksIsAnImageError() throws IOException {
        Path path = write("gone", "x");
        try (Fd fd = Open.path(path.toString(), Fcntl.O_RDONLY)) {
            Files.delete(path);
            try (OpenedHere now = OpenedHere.collect();
                    FakeRestoreContext restore = new FakeRestoreContext(dump)) {
                FileEntry entry = kind().dump(now.of(fd), dump);
                assertThat(entry.getReg().getName()).isEqualTo(path.toString());
                assertThatExceptionOfType(ImageException.class)
                        .isThrownBy(() -> kind().create(entry, restore))
                        .withMessageContaining("lacks its content");
            }
        }
    }

    @Test
    void refusesToRestoreWithAShorterFile() throws IOException {
        FileEntry entry = kind().dump(file, dump);
        Files.writeString(directory.resolve("sample"), "hello", StandardOpenOption.TRUNCATE_EXISTING);
        assertNotCreated(entry, "12 bytes, and on this host it has only 5");
    }

    @Test
    void refusesToRestoreWithADirectoryOfThatName() throws IOException {
        FileEntry entry = kind().dump(file, dump);
        Files.delete(directory.resolve("sample"));
        Files.createDirectory(directory.resolve("sample"));
        assertNotCreated(entry, "is something else on this host");
    }

    @Test
    void refusesToRestoreWithoutTheFile() throws IOException {
        FileEntry entry = kind().dump(file, dump);
        Files.delete(directory.resolve("sample"));
        assertNotCreated(entry, "does not exist on this host");
    }

    @Test
    void refusesToRestoreWithAnotherBuildOfAProgram() throws IOException {
        Path program = directory.resolve("program");
        Files.copy(Path.of("/bin/true"), program);
        try (Fd fd = Open.path(program.toString(), Fcntl.O_RDONLY);
                OpenedHere now = OpenedHere.collect()) {
            FileEntry entry = kind().dump(now.of(fd), dump);
            assertThat(entry.getReg().getBuildIdCount()).isPositive();
            Files.copy(Path.of("/bin/bash"), program, StandardCopyOption.REPLACE_EXISTING);
            assertNotCreated(entry, "is another build");
        }
    }

    private void assertNotCreated(FileEntry entry, String why) {
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            assertThatExceptionOfType(ImageException.class)
                    .isThrownBy(() -> kind().create(entry, restore))
                    .withMessageContaining(why);
        }
    }
}
