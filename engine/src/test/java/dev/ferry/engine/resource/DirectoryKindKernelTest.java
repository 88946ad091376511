package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Seek;
import java.io.ByteArrayInputStream;
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
    void takesTheWorkingDirectory() throws IOException {
        try (OpenedHere now = OpenedHere.collect();
                FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            OpenFile cwd = now.tree().ofLink(Path.of("/proc/self/cwd"), Fcntl.O_PATH);
            assertThat(kind().refusal(cwd, now.tree())).isEmpty();
            try (Fd again = kind().create(kind().dump(cwd, dump), restore)) {
                assertThat(FileStat.of(again).isSameFile(cwd.stat())).isTrue();
            }
        }
    }

    @Test
    void goesOnWhereAListingHadStopped() throws IOException {
        Path listed = Files.createDirectory(directory.resolve("listed"));
        for (int i = 0; i < 5; i++) {
            Files.createFile(listed.resolve("file" + i));
        }
        try (Fd fd = Open.path(listed.toString(), Fcntl.O_RDONLY)) {
            Seek.set(fd, 2);
            try (OpenedHere now = OpenedHere.collect();
                    FakeRestoreContext restore = new FakeRestoreContext(dump);
                    Fd again = kind().create(kind().dump(now.of(fd), dump), restore)) {
                assertThat(info(again).pos()).isEqualTo(2);
            }
        }
    }

    @Test
    void carriesADirectoryThatWasRemovedAsAGhost() throws IOException {
        Path removed = Files.createDirectory(directory.resolve("removed"));
        try (Fd fd = Open.path(removed.toString(), Fcntl.O_RDONLY)) {
            Files.delete(removed);
            try (OpenedHere now = OpenedHere.collect()) {
                FakeDumpContext context = new FakeDumpContext(now.tree());
                assertThat(kind().refusal(now.of(fd), now.tree())).isEmpty();
                int id = kind().dump(now.of(fd), context).getId();
                ImageName name = new ImageName(ImageType.GHOST_FILE, id);
                assertThat(context.announced()).containsExactly(name);
                byte[] image = context.write(name);
                try (ImageReader reader =
                        new ImageReader("ghost", ImageType.GHOST_FILE, new ByteArrayInputStream(image))) {
                    GhostFile.restore(reader, removed, made -> assertThat(made).isEqualTo(removed));
                }
                assertThat(removed).isDirectory();
            }
        }
    }
}
