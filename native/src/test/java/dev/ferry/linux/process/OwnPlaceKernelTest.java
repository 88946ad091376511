package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnPlaceKernelTest {
    @TempDir
    private Path dir;

    @Test
    void changesTheDirectoryOfItsOwnThreadOnly() throws IOException {
        Files.createFile(dir.resolve("only-here"));
        List<Long> found = new ArrayList<>();
        OwnPlace.in(dir.toString(), () -> found.add(FileStat.of("only-here").inode()));
        assertThat(found)
                .containsExactly(
                        FileStat.of(dir.resolve("only-here").toString()).inode());
        assertThatThrownBy(() -> FileStat.of("only-here")).hasMessageContaining("ENOENT");
    }

    @Test
    void saysThatADirectoryIsMissing() {
        assertThatThrownBy(() -> OwnPlace.in(dir.resolve("none").toString(), () -> {}))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("ENOENT");
    }

    @Test
    void handsOnWhatGoesWrong() {
        assertThatThrownBy(() -> OwnPlace.in("/", () -> {
                    throw new IOException("as it happens");
                }))
                .hasMessage("as it happens");
    }
}
