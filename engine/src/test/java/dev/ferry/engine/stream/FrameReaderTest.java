package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.image.ImageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    @ParameterizedTest
    @EnumSource
    void readsEveryType(FrameType type) throws IOException {
        int stream = type.isControl() ? 0 : Frame.MAX_STREAM;
        byte[] payload = Sets.pattern(70_000);
        FrameReader reader = reader(written(stream, type, payload));

        Frame frame = reader.read().orElseThrow();

        assertThat(frame.stream()).isEqualTo(stream);
        assertThat(frame.type()).isEqualTo(type);
        assertThat(frame.payload()).isEqualTo(ByteBuffer.wrap(payload));
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void laysFramesOutAsDocumented() throws IOException {
        byte[] payload = {10, 20, 30};
        ByteBuffer expected = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        expected.putInt(7).put((byte) 3).putInt(3);
        CRC32C checksum = new CRC32C();
        checksum.update(expected.array(), 0, 9);
        checksum.update(payload);
        expected.putInt((int) checksum.getValue()).put(payload);

        assertThat(written(7, FrameType.IMAGE_DATA, payload)).isEqualTo(expected.array());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 16, (1 << 18) + 1, Frame.MAX_PAYLOAD})
    void readsPayloadsOfAnyAllowedLength(int length) throws IOException {
        byte[] payload = Sets.pattern(length);

        Frame frame = reader(written(1, FrameType.PAGES, payload)).read().orElseThrow();

        assertThat(frame.payload()).isEqualTo(ByteBuffer.wrap(payload));
    }

    @Test
    void refusesUnknownTypes() {
        for (int code : new int[] {0, 8, 127, 255}) {
            assertRefused(sealed(1, code, 0, 0), "unknown type " + code);
        }
    }

    @Test
    void refusesTypesOnTheWrongStream() {
        assertRefused(sealed(1, FrameType.CONTROL.code(), 0, 0), "CONTROL frame is on stream 1");
        assertRefused(sealed(0, FrameType.IMAGE_DATA.code(), 0, 0), "IMAGE_DATA frame is on stream 0");
        assertRefused(sealed(0x10000, FrameType.PAGES.code(), 0, 0), "PAGES frame is on stream 65536");
        assertRefused(sealed(-1, FrameType.PAGES.code(), 0, 0), "PAGES frame is on stream 4294967295");
    }

    @Test
    void refusesLengthsOverTheLimit() {
        assertRefused(sealed(1, FrameType.PAGES.code(), Frame.MAX_PAYLOAD + 1, 10), "claims 1048577 bytes");
        assertRefused(sealed(1, FrameType.PAGES.code(), -1, 10), "claims 4294967295 bytes");
    }

    @Test
    void refusesToWriteWhatCouldNotBeRead() {
        assertThatThrownBy(() -> written(1, FrameType.PING, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> written(0, FrameType.PAGES, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> written(1, FrameType.PAGES, new byte[Frame.MAX_PAYLOAD + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> reader(bytes).read())
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("The stream is damaged at byte 0")
                .hasMessageContaining(reason);
    }

    private static byte[] written(int stream, FrameType type, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FrameWriter writer = new FrameWriter(out)) {
            writer.write(stream, type, payload);
        }
        return out.toByteArray();
    }

    /** A frame with a right checksum, whatever else it says. */
    private static byte[] sealed(int stream, int type, int claimed, int payload) {
        ByteBuffer frame = ByteBuffer.allocate(13 + payload).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(stream).put((byte) type).putInt(claimed);
        frame.putInt(FrameBuffer.checksum(new CRC32C(), frame.array(), frame.capacity()));
        return frame.array();
    }

    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(new ByteArrayInputStream(bytes));
    }
}
