package dev.ferry.engine.stream;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Writes frames. Several threads may write: frames do not mix, and a control frame gets in between two data frames. */
public final class FrameWriter implements Closeable, Flushable {
    private final OutputStream out;
    private final LongAdder before = new LongAdder();
    private final LongAdder after = new LongAdder();
    private final AtomicReference<FrameBuffer> spare = new AtomicReference<>();
    private volatile FrameCompressor compressor;

    /** Closing the writer closes {@code out}. Each frame is one write, so {@code out} needs no buffer. */
    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * From now on large frames are compressed if that pays; only for a reader that accepts them, and where {@link
     * Zstd#isAvailable}.
     *
     * @param link what is known about the link, asked for every frame
     */
    public synchronized void compress(CompressMode mode, Supplier<LinkLoad> link) {
        if (compressor == null && mode != CompressMode.NONE) {
            compressor = new FrameCompressor(new Compression(mode), link);
        }
    }

    /** Writes one frame; {@code payload} has at most {@link Frame#MAX_PAYLOAD} bytes. */
    public void write(int stream, FrameType type, byte[] payload) throws IOException {
        if (payload.length > Frame.MAX_PAYLOAD) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes");
        }
        FrameBuffer frame = new FrameBuffer(payload.length);
        frame.append(payload, 0, payload.length);
        write(stream, type, frame);
    }

    /** Writes one frame whose payload is {@code header} and a part of {@code content}. */
    public void write(int stream, FrameType type, byte[] header, byte[] content, int offset, int length)
            throws IOException {
        FrameBuffer frame = borrow(header.length + length);
        frame.append(header, 0, header.length);
        frame.append(content, offset, length);
        write(stream, type, frame);
        spare.set(frame);
    }

    /** New memory for each frame of pages would cost more than the copy into it. */
    private FrameBuffer borrow(int capacity) {
        FrameBuffer last = spare.getAndSet(null);
        return last == null ? new FrameBuffer(capacity) : last.roomFor(capacity);
    }

    /** Writes the payload that was put together in {@code frame}, and empties it. */
    void write(int stream, FrameType type, FrameBuffer frame) throws IOException {
        if (stream < 0 || stream > Frame.MAX_STREAM || type.isControl() != (stream == Frame.CONTROL_STREAM)) {
            throw new IllegalArgumentException("a " + type + " frame on stream " + stream);
        }
        before.add(frame.length());
        FrameCompressor mayCompress = compressor;
        if (mayCompress == null || !FrameCompressor.isEligible(type, frame)) {
            writeSealed(stream, type.code(), frame);
        } else {
            writeSmaller(mayCompress, stream, type, frame);
        }
        frame.clear();
    }

    /** The compressor has one buffer. Control frames of other threads do not wait for that. */
    private void writeSmaller(FrameCompressor mayCompress, int stream, FrameType type, FrameBuffer frame)
            throws IOException {
        synchronized (mayCompress) {
            Optional<FrameBuffer> smaller = mayCompress.compress(frame);
            if (smaller.isPresent()) {
                writeSealed(stream, type.code() | Frame.COMPRESSED, smaller.get());
            } else {
                writeSealed(stream, type.code(), frame);
            }
        }
    }

    private void writeSealed(int stream, int typeByte, FrameBuffer frame) throws IOException {
        frame.seal(stream, typeByte);
        after.add(frame.length());
        synchronized (this) {
            out.write(frame.bytes(), 0, frame.length());
        }
    }

    /** What went through so far. */
    public FrameTraffic traffic() {
        FrameCompressor mayCompress = compressor;
        return mayCompress == null
                ? new FrameTraffic(before.sum(), after.sum(), Double.POSITIVE_INFINITY, 1)
                : new FrameTraffic(before.sum(), after.sum(), mayCompress.speed(), mayCompress.ratio());
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            FrameCompressor mayCompress = compressor;
            if (mayCompress != null) {
                mayCompress.close();
            }
        }
    }
}
