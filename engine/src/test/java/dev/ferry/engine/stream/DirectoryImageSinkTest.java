package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryImageSinkTest extends ImageSinkContract {
    @TempDir
    private Path parent;

    @Override
    ImageSink sink() throws IOException {
        return new DirectoryImageSink(directory());
    }

    @Override
    ImageSource source() throws IOException {
        return new DirectoryImageSource(directory());
    }

    @Test
    void readsContentsAfterWhatDescribesThem() throws IOException {
        try (ImageSink sink = sink()) {
            Sets.write(Sets.sample(), sink);
        }

        try (ImageSource source = source()) {
            assertThat(Sets.read(source).keySet())
                    .containsExactly("inventory.img", "pstree.img", "ferry-manifest", "core-7.img", "pages-1.img");
        }
    }

    @Test
    void isForItsOwnerAlone() throws IOException {
        try (ImageSink sink = sink()) {
            Sets.write(Sets.tiny(), sink);
        }

        assertThat(mode(directory())).isEqualTo("rwx------");
        for (String name : Sets.tiny().keySet()) {
            assertThat(mode(directory().resolve(name))).isEqualTo("rw-------");
        }
    }

    @Test
    void isNoCheckpointUntilItIsFinished() throws IOException {
        try (ImageSink sink = sink()) {
            for (String name : Sets.tiny().keySet()) {
                sink.create(name).close();
            }
            assertThatThrownBy(this::source)
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("is no complete checkpoint: it has no inventory.img");

            sink.finish();
            source().close();
        }
    }

    @Test
    void leavesNothingBehindWhenGivenUp() throws IOException {
        try (ImageSink sink = sink()) {
            sink.create("inventory.img").close();
            OutputStream cut = sink.create("core-1.img");
            cut.write(1);
        }

        assertThat(directory()).doesNotExist();
    }

    @Test
    void keepsAnEmptyDirectoryThatWasThere() throws IOException {
        Files.createDirectory(directory());
        try (ImageSink sink = sink()) {
            sink.create("inventory.img").close();
        }

        assertThat(directory()).isEmptyDirectory();
    }

    @Test
    void refusesADirectoryThatHasSomething() throws IOException {
        Files.createDirectory(directory());
        Files.createFile(directory().resolve("diary.txt"));

        assertThatThrownBy(this::sink).isInstanceOf(IOException.class).hasMessageContaining("is not empty");
    }

    @Test
    void doesNotFinishWithoutInventory() throws IOException {
        try (ImageSink sink = sink()) {
            sink.create("pstree.img").close();
            assertThatThrownBy(sink::finish).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void refusesLinksAndOtherStrangers() throws IOException {
        try (ImageSink sink = sink()) {
            Sets.write(Sets.tiny(), sink);
        }
        Path link = Files.createSymbolicLink(directory().resolve("core-8.img"), Path.of("core-7.img"));
        assertThatThrownBy(this::source).isInstanceOf(ImageException.class).hasMessageContaining("no regular file");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void closesADirectoryThatWasOpenToOthers() throws IOException {
        Files.createDirectory(directory());
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ImageSink sink = sink()) {
            Sets.write(Sets.tiny(), sink);
        }

        assertThat(mode(directory())).isEqualTo("rwx------");
    }

    private Path directory() {
        return parent.resolve("checkpoint");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
