package dev.ferry.engine.stream;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Compresses frames where that pays. It runs on the thread that writes: in a migration another one encrypts and sends, so the
 * two stages overlap as it is.
 */
final class FrameCompressor implements Closeable {
    /** Smaller frames cost more than they save, bytes. */
    static final int MIN_PAYLOAD = 4 << 10;

    /** How much the last frame counts in the mean ratio. */
    private static final double WEIGHT = 1.0 / 16;

    private final Compression compression;
    private final Supplier<LinkLoad> link;
    private final Entropy entropy = new Entropy();
    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private FrameBuffer compressed = new FrameBuffer(0);
    private volatile double ratio = 1;
    private volatile double speed = Double.POSITIVE_INFINITY;
    private boolean closed;

    FrameCompressor(Compression compression, Supplier<LinkLoad> link) {
        this.compression = compression;
        this.link = link;
    }

    static boolean isEligible(FrameType type, FrameBuffer frame) {
        return type.isBulk() && frame.payloadLength() >= MIN_PAYLOAD;
    }

    /** The same payload compressed, in a buffer that is good until the next call; empty if it shall go as it is. */
    synchronized Optional<FrameBuffer> compress(FrameBuffer frame) {
        int length = frame.payloadLength();
        boolean random = entropy.looksRandom(frame.bytes(), Frame.HEADER_BYTES, length);
        int level = closed ? Compression.OFF : compression.choose(length, random, link.get());
        if (level == Compression.OFF) {
            sent(length, length);
            return Optional.empty();
        }
        compressed = compressed.roomFor(Integer.BYTES + (int) com.github.luben.zstd.Zstd.compressBound(length));
        long start = System.nanoTime();
        compressed.appendCompressed(frame, context.setLevel(level));
        int after = compressed.payloadLength();
        compression.measured(level, random, length, after, System.nanoTime() - start);
        sent(length, Math.min(after, length));
        return after < length ? Optional.of(compressed) : Optional.empty();
    }

    /** How many bytes per second can be compressed at the moment; infinite if nothing is. */
    double speed() {
        return speed;
    }

    /** What is left of a byte of the frames that came last. */
    double ratio() {
        return ratio;
    }

    private void sent(int before, int after) {
        ratio = ratio * (1 - WEIGHT) + WEIGHT * after / before;
        speed = compression.speed();
    }

    @Override
    public synchronized void close() {
        closed = true;
        context.close();
    }
}
