package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_CREAT;
import static dev.ferry.linux.abi.Fcntl.O_PATH;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static dev.ferry.linux.abi.Fcntl.RESOLVE_BENEATH;
import static dev.ferry.linux.abi.Fcntl.RESOLVE_NO_SYMLINKS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenKernelTest {
    @TempDir
    Path directory;

    @Test
    void createsAndOpensAgainWithAnOwnOffset() throws Exception {
        String path = directory.resolve("a").toString();
        try (Fd file = Open.path(path, O_RDWR | O_CREAT, 0600);
                Fd again = Open.again(file, O_RDONLY)) {
            Write.fully(file, Bytes.of("hello"));

            assertThat(Seek.get(file)).isEqualTo(5);
            assertThat(Seek.get(again)).isZero();
            assertThat(FileStat.of(again).permissions()).isEqualTo(0600);
        }
    }

    @Test
    void namesTheMissingFile() {
        Refusal.expect("ENOENT", () -> Open.path("/nowhere/at/all", O_RDONLY));
        Refusal.expect("ENOTDIR", () -> Open.at(Open.path("/dev/null", O_RDONLY), "x", O_RDONLY, 0));
    }

    @Test
    void handleCannotBeRead() throws Exception {
        try (Fd handle = Open.handle("/etc/passwd")) {
            assertThat(FileFlags.status(handle) & O_PATH).isEqualTo(O_PATH);
            Refusal.expect("EBADF", () -> Read.some(handle, java.nio.ByteBuffer.allocateDirect(1)));
        }
    }

    @Test
    void staysBeneathTheDirectory() throws Exception {
        Files.writeString(directory.resolve("inside"), "x");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("inside"));
        try (Fd root = Open.handle(directory.toString())) {
            Open.within(root, "inside", O_RDONLY, 0, RESOLVE_BENEATH).close();
            Refusal.expect("EXDEV", () -> Open.within(root, "../x", O_RDONLY, 0, RESOLVE_BENEATH));
            Refusal.expect("ELOOP", () -> Open.within(root, "link", O_RDONLY, 0, RESOLVE_NO_SYMLINKS));
        }
    }
}
