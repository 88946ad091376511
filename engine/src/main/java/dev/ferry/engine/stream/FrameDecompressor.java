package dev.ferry.engine.stream;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Takes compressed payloads apart. They may say anything: no payload becomes longer than {@link Frame#MAX_PAYLOAD}. */
final class FrameDecompressor implements Closeable {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private byte[] original = new byte[1 << 18];

    /** The payload as it was, good until the next call; empty if this is not what it says. */
    Optional<ByteBuffer> decompress(ByteBuffer payload) {
        if (payload.remaining() <= Integer.BYTES) {
            return Optional.empty();
        }
        int length = payload.getInt(payload.position());
        if (length <= 0 || length > Frame.MAX_PAYLOAD) {
            return Optional.empty();
        }
        if (original.length < length) {
            original = new byte[Frame.MAX_PAYLOAD];
        }
        return fill(payload, length)
                ? Optional.of(ByteBuffer.wrap(original, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN))
                : Optional.empty();
    }

    private boolean fill(ByteBuffer payload, int length) {
        int start = payload.arrayOffset() + payload.position() + Integer.BYTES;
        int compressed = payload.remaining() - Integer.BYTES;
        try {
            return context.decompressByteArray(original, 0, length, payload.array(), start, compressed) == length;
        } catch (ZstdException damaged) {
            return false;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
