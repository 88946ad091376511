package dev.ferry.engine.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.core.CoreWriter;
import dev.ferry.engine.diff.Comparison;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that CRIU 3.17 and 4.2 have made, see {@code criu/README.md} of the test resources. */
class CriuRecordedTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "3.17, file-deleted",
        "3.17, pty-pair",
        "3.17, threads-mutex",
        "3.17, unix-socketpair",
        "3.17, zombies",
        "4.2, pty-raw",
        "4.2, threads-mutex",
        "4.2, unix-pairs",
        "4.2, zombies"
    })
    void isShownAndCanBeRestored(String version, String name) throws IOException {
        unpack(version, name);
        Checkpoint shown = CheckpointReader.read(dir);
        assertThat(shown.origin().program()).isEqualTo("CRIU");
        assertThat(shown.obstacle()).isEmpty();
        assertThat(shown.root().executable()).endsWith("/" + name);
        assertThat(shown.memoryBytes()).isPositive();
    }

    @Test
    void isShownWithWhyItCanNotBeRestored() throws IOException {
        unpack("4.2", "namespaces");
        assertThat(CheckpointReader.read(dir).obstacle()).contains("ifaddr-10.img", "criu restore");
    }

    @ParameterizedTest
    @CsvSource({
        "3.17, file-deleted",
        "3.17, pty-pair",
        "3.17, threads-mutex",
        "3.17, unix-socketpair",
        "3.17, zombies",
        "4.2, namespaces",
        "4.2, pty-raw",
        "4.2, threads-mutex",
        "4.2, unix-pairs",
        "4.2, zombies"
    })
    void isDecodedImageByImage(String version, String name) throws IOException {
        for (Path file : unpack(version, name)) {
            String image = file.getFileName().toString();
            if (image.startsWith("pages-")) {
                assertThatThrownBy(() -> ImageDecoder.decode(dir, image)).hasMessageContaining("contents of memory");
                continue;
            }
            List<Map<String, Object>> entries = ImageDecoder.decode(dir, image).entries();
            if (!image.equals("seccomp.img")) {
                assertThat(entries).as(image).isNotEmpty();
            }
            // Every field has a name here.
            assertThat(entries.toString()).as(image).doesNotContainPattern("[{ ]\\d+=");
        }
    }

    @ParameterizedTest
    @CsvSource({"3.17, threads-mutex", "4.2, threads-mutex", "4.2, namespaces"})
    void hasCoreFilesAndIsComparedWithItself(String version, String name) throws IOException {
        unpack(version, name);
        Path core = dir.resolveSibling("core-" + version + "-" + name);
        try (ImageSource source = StoredCheckpoint.open(dir);
                FileChannel file = FileChannel.open(
                        core, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(CoreWriter.write(source, OptionalInt.empty(), file).memoryBytes())
                    .isPositive();
        } finally {
            Files.delete(core);
        }
        assertThat(Comparison.of(dir, dir, Unsealing.none()).changedBytes()).isZero();
    }

    @Test
    void showsZombiesAmongItsProcesses() throws IOException {
        unpack("4.2", "zombies");
        assertThat(CheckpointReader.read(dir).tasks())
                .extracting(SavedTask::state)
                .containsExactly("running", "zombie", "zombie", "zombie");
    }

    @Test
    void showsWhatNamespacesHave() throws IOException {
        unpack("4.2", "namespaces");
        assertThat(entries("mountpoints-13"))
                .extracting(mount -> mount.get("mountpoint"))
                .contains("/", "/proc");
        assertThat(entries("netdev-10"))
                .extracting(device -> device.get("name"))
                .containsExactly("lo");
        assertThat(entries("utsns-12").get(0)).containsEntry("nodename", "ferried");
        assertThat(entries("iptables-10").get(0).get("text").toString()).contains("--dport 99");
        assertThat(entries("ipcns-sem-11").get(0)).containsEntry("nsems", 3L).containsEntry("extra_bytes", 8L);
        assertThat(entries("rule-10").get(0)).containsEntry("extra_bytes", 244L);
        Map<?, ?> message =
                (Map<?, ?>) ((List<?>) entries("ipcns-msg-11").get(0).get("messages")).get(0);
        assertThat(message.get("mtype")).isEqualTo(7L);
        assertThat(Base64.getDecoder().decode((String) message.get("extra")))
                .startsWith("hello".getBytes(StandardCharsets.US_ASCII));
    }

    private List<Map<String, Object>> entries(String image) throws IOException {
        return ImageDecoder.decode(dir, image).entries();
    }

    @Test
    void showsAnImageOfAnUnknownKindByNumbers() throws IOException {
        ByteBuffer image = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(0x54564319).putInt(0x12345678);
        image.putInt(15).put(new byte[] {0x08, 0x05, 0x12, 2, 'o', 'k', 0x1a, 2, 0x08, 7, 0x1a, 3, 0x08, -1, 1});
        unpack("4.2", "zombies");
        Files.write(dir.resolve("future-1.img"), Arrays.copyOf(image.array(), image.position()));
        DecodedImage decoded = ImageDecoder.decode(dir, "future-1");
        assertThat(decoded.type()).isEqualTo("12345678");
        assertThat(decoded.entries())
                .containsExactly(Map.of("1", 5L, "2", "ok", "3", List.of(Map.of("1", 7L), Map.of("1", 255L))));
        Files.write(dir.resolve("future-2.img"), new byte[] {1, 2, 3, 4, 5});
        assertThatThrownBy(() -> ImageDecoder.decode(dir, "future-2"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("does not begin as images of CRIU do");
    }

    @Test
    void isNotRestoredWithAnImageOfAKindThatIsNotKnown() throws IOException {
        unpack("4.2", "zombies");
        Files.write(dir.resolve("netns-2.img"), new byte[] {1});
        assertThat(CheckpointReader.read(dir).obstacle()).contains("netns-2.img", "criu restore");
    }

    private List<Path> unpack(String version, String name) throws IOException {
        try (InputStream zip = CriuRecordedTest.class.getResourceAsStream("/criu/" + version + "/" + name + ".zip");
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
