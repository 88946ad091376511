package dev.ferry.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.GhostChunkEntry;
import dev.ferry.engine.image.proto.GhostFileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Open;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GhostFileKernelTest {
    private static final int SIZE = 100;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream image = new ByteArrayOutputStream();
    private ImageWriter writer;
    private GhostFileEntry.Builder entry;

    @BeforeEach
    void startImage() throws IOException {
        FileStat ours = FileStat.of(directory.toString());
        writer = new ImageWriter(ImageType.GHOST_FILE, image);
        entry = GhostFileEntry.newBuilder()
                .setUid(ours.uid())
                .setGid(ours.gid())
                .setMode(0100640)
                .setChunks(true)
                .setSize(SIZE);
    }

    @Test
    void restoresAnImageWithoutChunksAsCriuWritesIt() throws IOException {
        writer.write(entry.clearChunks().clearSize().build());
        writer.writePayload(new byte[] {7, 8, 9}, 0, 3);
        assertThat(Files.readAllBytes(restore())).containsExactly(7, 8, 9);
    }

    @Test
    void aFileOfHolesAloneHasItsSize() throws IOException {
        writer.write(entry.build());
        assertThat(Files.readAllBytes(restore())).isEqualTo(new byte[SIZE]);
    }

    @Test
    void refusesAPartOutsideOfTheFile() throws IOException {
        writer.write(entry.build());
        chunk(SIZE - 1, 2);
        assertRefused("does not fit its size");
    }

    @Test
    void refusesPartsThatOverlap() throws IOException {
        writer.write(entry.build());
        chunk(0, 10);
        chunk(9, 1);
        assertRefused("does not fit its size");
    }

    @Test
    void refusesAPartThatGoesAroundTheNumbers() throws IOException {
        writer.write(entry.build());
        writer.write(
                GhostChunkEntry.newBuilder().setOff(1).setLen(Long.MAX_VALUE).build());
        assertRefused("does not fit its size");
    }

    @Test
    void refusesAPartThatEndsEarly() throws IOException {
        writer.write(entry.build());
        writer.write(GhostChunkEntry.newBuilder().setOff(0).setLen(10).build());
        assertRefused("ends 10 bytes before the end of a payload");
    }

    @Test
    void refusesWhatIsNoRegularFile() throws IOException {
        writer.write(entry.setMode(0010640).build());
        assertRefused("is no regular file");
    }

    private void chunk(long offset, int length) throws IOException {
        writer.write(GhostChunkEntry.newBuilder().setOff(offset).setLen(length).build());
        writer.writePayload(new byte[length], 0, length);
    }

    private void assertRefused(String why) {
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(this::restore)
                .withMessageContaining(why);
    }

    private Path restore() throws IOException {
        writer.close();
        Path path = directory.resolve("ghost");
        try (ImageReader reader =
                        new ImageReader("ghost", ImageType.GHOST_FILE, new ByteArrayInputStream(image.toByteArray()));
                Fd into = Open.path(path.toString(), Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL, 0600)) {
            GhostFile.restore(reader, into);
        }
        return path;
    }
}
