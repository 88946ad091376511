package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Open;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DirectoryKindKernelTest extends FileKindContract {
    @Override
    FileKind kind() {
        return new DirectoryKind();
    }

    @Override
    Fd open() throws IOException {
        return Open.path(directory.toString(), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
    }

    @Test
    void refusesADirectoryThatWasRemoved() throws IOException {
        Path removed = Files.createDirectory(directory.resolve("removed"));
        try (Fd fd = Open.path(removed.toString(), Fcntl.O_RDONLY)) {
            Files.delete(removed);
            try (OpenedHere now = OpenedHere.collect()) {
                assertThat(kind().refusal(now.of(fd), now.tree()).orElse("")).contains("was removed");
            }
        }
    }
}
