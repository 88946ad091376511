package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedFrameTest {
    private static final LinkLoad SLOW = new LinkLoad(1.25e6, 1);
    private static final int PAGES = FrameType.PAGES.code() | Frame.COMPRESSED;

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(ints = {FrameCompressor.MIN_PAYLOAD, 300_000, Frame.MAX_PAYLOAD})
    void comesBackAsItWas(int length) throws IOException {
        byte[] text = text(length);
        write(CompressMode.ZSTD, FrameType.PAGES, text, text);

        FrameReader reader = accepting(wire.toByteArray());

        assertThat(wire.size()).isLessThan(length);
        for (int i = 0; i < 2; i++) {
            Frame frame = reader.read().orElseThrow();
            assertThat(frame.type()).isEqualTo(FrameType.PAGES);
            assertThat(frame.payload()).isEqualTo(ByteBuffer.wrap(text));
            assertThat(frame.payload().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        }
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void sendsAsItIsWhatDoesNotBecomeSmaller() throws IOException {
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        write(CompressMode.ZSTD, FrameType.IMAGE_DATA, random);

        assertThat(wire.size()).isEqualTo(Frame.HEADER_BYTES + random.length);
        assertThat(new FrameReader(new ByteArrayInputStream(wire.toByteArray())).read())
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = FrameType.class,
            names = {"IMAGE_DATA", "PAGES"},
            mode = EnumSource.Mode.EXCLUDE)
    void leavesOtherFramesAlone(FrameType type) throws IOException {
        write(CompressMode.ZSTD, type, new byte[50_000]);
        assertThat(wire.size()).isEqualTo(Frame.HEADER_BYTES + 50_000);
    }

    @Test
    void leavesSmallFramesAlone() throws IOException {
        write(CompressMode.ZSTD, FrameType.PAGES, new byte[FrameCompressor.MIN_PAYLOAD - 1]);
        assertThat(wire.size()).isEqualTo(Frame.HEADER_BYTES + FrameCompressor.MIN_PAYLOAD - 1);
    }

    @Test
    void compressesNothingUnlessItIsTold() throws IOException {
        write(CompressMode.NONE, FrameType.PAGES, new byte[50_000]);
        assertThat(wire.size()).isEqualTo(Frame.HEADER_BYTES + 50_000);
    }

    @Test
    void countsWhatGoesInAndOut() throws IOException {
        FrameWriter writer = write(CompressMode.ZSTD, FrameType.PAGES, new byte[50_000]);
        assertThat(writer.traffic().bytesBefore()).isEqualTo(Frame.HEADER_BYTES + 50_000);
        assertThat(writer.traffic().bytesAfter()).isEqualTo(wire.size());
        assertThat(writer.traffic().ratio()).isLessThan(1);
    }

    @Test
    void isUnknownToAReaderThatHasNotAnnouncedIt() throws IOException {
        write(CompressMode.ZSTD, FrameType.PAGES, new byte[50_000]);
        assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(wire.toByteArray())).read())
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("unknown type " + PAGES);
    }

    @Test
    void refusesOtherFramesThatAreCompressed() {
        byte[] zstd = com.github.luben.zstd.Zstd.compress(new byte[5000]);
        assertRefused(
                sealed(0, FrameType.CONTROL.code() | Frame.COMPRESSED, 5000, zstd), "CONTROL frame is compressed");
        assertRefused(
                sealed(1, FrameType.IMAGE_OPEN.code() | Frame.COMPRESSED, 5000, zstd),
                "IMAGE_OPEN frame is compressed");
        assertRefused(sealed(1, 0xff, 5000, zstd), "unknown type 255");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4999, 5001, Frame.MAX_PAYLOAD, Frame.MAX_PAYLOAD + 1, Integer.MAX_VALUE})
    void refusesAnotherLengthThanItSays(int claimed) {
        byte[] zstd = com.github.luben.zstd.Zstd.compress(new byte[5000]);
        assertRefused(sealed(1, PAGES, claimed, zstd), "not what it says");
    }

    @Test
    void refusesABomb() {
        byte[] bomb = com.github.luben.zstd.Zstd.compress(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(Frame.MAX_PAYLOAD);
        assertRefused(sealed(1, PAGES, Frame.MAX_PAYLOAD, bomb), "not what it says");
        assertRefused(sealed(1, PAGES, 5000, bomb), "not what it says");
    }

    @Test
    void refusesCompressedBytesThatEndEarly() {
        byte[] zstd = com.github.luben.zstd.Zstd.compress(text(50_000));
        for (int length : new int[] {0, 1, 4, 9, zstd.length / 2, zstd.length - 1}) {
            assertRefused(sealed(1, PAGES, 50_000, Arrays.copyOf(zstd, length)), "not what it says");
        }
        assertRefused(sealed(1, PAGES, new byte[3]), "not what it says");
    }

    /** Every byte of a good frame changed in turn: refused, or by chance still a payload of that length. */
    @Test
    void takesGarbageWithoutHarm() throws IOException {
        byte[] zstd = com.github.luben.zstd.Zstd.compress(text(5000));
        int refused = 0;
        for (int i = 0; i < zstd.length; i++) {
            byte[] damaged = zstd.clone();
            damaged[i] ^= (byte) 0x5a;
            try (FrameReader reader = accepting(sealed(1, PAGES, 5000, damaged))) {
                assertThat(reader.read().orElseThrow().payload().remaining()).isEqualTo(5000);
            } catch (ImageException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private FrameWriter write(CompressMode mode, FrameType type, byte[]... payloads) throws IOException {
        FrameWriter writer = new FrameWriter(wire);
        writer.compress(mode, () -> SLOW);
        for (byte[] payload : payloads) {
            writer.write(type.isControl() ? 0 : 1, type, payload);
        }
        writer.close();
        return writer;
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> accepting(bytes).read())
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("The stream is damaged")
                .hasMessageContaining(reason);
    }

    private static FrameReader accepting(byte[] bytes) {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
        reader.acceptCompressed();
        return reader;
    }

    private static byte[] sealed(int stream, int typeByte, int claimed, byte[] zstd) {
        ByteBuffer payload = ByteBuffer.allocate(4 + zstd.length).order(ByteOrder.LITTLE_ENDIAN);
        return sealed(stream, typeByte, payload.putInt(claimed).put(zstd).array());
    }

    private static byte[] sealed(int stream, int typeByte, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(13 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(stream)
                .put((byte) typeByte)
                .putInt(payload.length)
                .position(13)
                .put(payload);
        return frame.putInt(9, FrameBuffer.checksum(new CRC32C(), frame.array(), frame.capacity()))
                .array();
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        Random random = new Random(2);
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + Math.abs(random.nextGaussian()) * 4);
        }
        return text;
    }
}
