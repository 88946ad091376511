package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Magic.PIPEFS_MAGIC;
import static dev.ferry.linux.abi.Magic.PROC_SUPER_MAGIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatKernelTest {
    @TempDir
    Path directory;

    @Test
    void agreesWithJavaAboutARegularFile() throws Exception {
        Path path = Files.writeString(directory.resolve("f"), "12345");
        FileStat stat = FileStat.of(path.toString());

        assertThat(stat.isRegular()).isTrue();
        assertThat(stat.size()).isEqualTo(5);
        assertThat(stat.links()).isEqualTo(1);
        assertThat(stat.inode()).isEqualTo(Files.getAttribute(path, "unix:ino"));
        assertThat(stat.uid()).isEqualTo(Files.getAttribute(path, "unix:uid"));
        assertThat((long) stat.device().encoded()).isEqualTo(Files.getAttribute(path, "unix:dev"));
        assertThat(stat.modified().seconds())
                .isEqualTo(Files.getLastModifiedTime(path).toInstant().getEpochSecond());
        assertThat(stat.mountId()).isPositive();
    }

    @Test
    void tellsKindsApart() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("l"), Path.of("/dev/null"));
        try (Pipe pipe = Pipe.create(0)) {
            assertThat(FileStat.of(pipe.readEnd()).isFifo()).isTrue();
        }
        assertThat(FileStat.of(directory.toString()).isDirectory()).isTrue();
        assertThat(FileStat.ofLink(link.toString()).isSymbolicLink()).isTrue();
        assertThat(FileStat.of(link.toString()).isCharDevice()).isTrue();
        assertThat(FileStat.of(link.toString()).represented()).isEqualTo(new Device(1, 3));
    }

    @Test
    void findsTheSameFileThroughAHandleAndADirectory() throws Exception {
        Files.writeString(directory.resolve("f"), "");
        try (Fd root = Open.path(directory.toString(), O_RDONLY);
                Fd handle = Open.handle(directory.resolve("f").toString())) {
            assertThat(FileStat.of(handle).isSameFile(FileStat.at(root, "f"))).isTrue();
            assertThat(FileStat.of(handle).isSameFile(FileStat.of(root))).isFalse();
        }
    }

    @Test
    void saysThatADeletedFileHasNoLinks() throws Exception {
        Path path = Files.writeString(directory.resolve("gone"), "");
        try (Fd fd = Open.path(path.toString(), O_RDONLY)) {
            Files.delete(path);
            assertThat(FileStat.of(fd).links()).isZero();
        }
        Refusal.expect("ENOENT", () -> FileStat.of(path.toString()));
    }

    @Test
    void namesTheFileSystem() throws Exception {
        try (Pipe pipe = Pipe.create(0)) {
            assertThat(FileSystem.of(pipe.readEnd()).magic()).isEqualTo(PIPEFS_MAGIC);
        }
        assertThat(FileSystem.of("/proc").magic()).isEqualTo(PROC_SUPER_MAGIC);
        Refusal.expect("ENOENT", () -> FileSystem.of("/nowhere"));
    }
}
