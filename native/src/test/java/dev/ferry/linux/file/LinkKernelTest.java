package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkKernelTest {
    @TempDir
    Path directory;

    @Test
    void namesAnUnnamedFile() throws Exception {
        Path path = directory.resolve("named");
        try (Fd file = Open.unnamed(directory.toString(), O_RDWR, 0640)) {
            Write.fully(file, Bytes.of("content"));
            Link.file(file, path.toString());
            Refusal.expect("EEXIST", () -> Link.file(file, path.toString()));
        }
        assertThat(path).hasContent("content");
    }

    @Test
    void makesReadsAndRemovesSymbolicLinks() throws Exception {
        String path = directory.resolve("l\u00e4nk").toString();
        Link.symbolic("t\u00e4rget", path);
        assertThat(Link.read(path)).isEqualTo("t\u00e4rget");
        Link.remove(path);
        Refusal.expect("ENOENT", () -> Link.read(path));
    }

    @Test
    void removesOnlyEmptyDirectories() throws Exception {
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("x"), "");
        Refusal.expect("ENOTEMPTY", () -> Link.removeDirectory(full.toString()));
        Link.remove(full.resolve("x").toString());
        Link.removeDirectory(full.toString());
        assertThat(full).doesNotExist();
    }
}
