package dev.ferry.engine.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that criu 4.2 has made, see {@code criu/README.md} of the test resources. */
class CriuRecordedTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"threads-mutex", "zombies"})
    void isShownAndCanBeRestored(String name) throws IOException {
        unpack(name);
        Checkpoint shown = CheckpointReader.read(dir);
        assertThat(shown.origin().program()).isEqualTo("CRIU");
        assertThat(shown.obstacle()).isEmpty();
        assertThat(shown.root().executable()).endsWith("/" + name);
        assertThat(shown.memoryBytes()).isPositive();
    }

    @Test
    void isDecodedImageByImage() throws IOException {
        for (Path image : unpack("threads-mutex")) {
            String name = image.getFileName().toString();
            if (ImageName.parse(name).orElseThrow().type().isRaw()) {
                continue;
            }
            assertThat(ImageDecoder.decode(dir, name).entries()).as(name).isNotEmpty();
        }
    }

    @Test
    void showsZombiesAmongItsProcesses() throws IOException {
        unpack("zombies");
        assertThat(CheckpointReader.read(dir).tasks())
                .extracting(SavedTask::state)
                .containsExactly("running", "zombie", "zombie", "zombie");
    }

    @Test
    void isNotRestoredWithAnImageOfAKindThatIsNotKnown() throws IOException {
        unpack("zombies");
        Files.write(dir.resolve("netns-2.img"), new byte[] {1});
        assertThat(CheckpointReader.read(dir).obstacle()).contains("netns-2.img", "criu restore");
    }

    private List<Path> unpack(String name) throws IOException {
        try (InputStream zip = CriuRecordedTest.class.getResourceAsStream("/criu/4.2/" + name + ".zip");
                ZipInputStream entries = new ZipInputStream(zip)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Files.copy(entries, dir.resolve(Path.of(entry.getName()).getFileName()));
            }
        }
        try (var files = Files.list(dir)) {
            return files.sorted().toList();
        }
    }
}
