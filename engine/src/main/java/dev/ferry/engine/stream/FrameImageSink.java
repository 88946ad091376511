package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a set as frames of one stream. What was given up has no SET_END, which the other side notices. */
public final class FrameImageSink implements ImageSink {
    // Large enough that a write costs little per byte, small enough to stay in the processor's cache.
    private static final int DATA_BYTES = 256 << 10;

    private final FrameWriter frames;
    private final int stream;
    private final Closeable owned;
    private final FrameBuffer data = new FrameBuffer(DATA_BYTES);
    private final ImageNames names = new ImageNames();
    private OpenImage open;
    private boolean finished;

    /** Writes on a stream other than 0. Closing the sink leaves {@code frames} open. */
    public FrameImageSink(FrameWriter frames, int stream) {
        this(frames, stream, () -> {});
    }

    FrameImageSink(FrameWriter frames, int stream, Closeable owned) {
        this.frames = frames;
        this.stream = stream;
        this.owned = owned;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        requireNoneOpen();
        names.add(name);
        frames.write(stream, FrameType.IMAGE_OPEN, name.getBytes(StandardCharsets.US_ASCII));
        open = new OpenImage();
        return open;
    }

    @Override
    public void finish() throws IOException {
        requireNoneOpen();
        frames.write(
                stream,
                FrameType.SET_END,
                littleEndian(Integer.BYTES).putInt(names.count()).array());
        frames.flush();
        finished = true;
    }

    @Override
    public void close() throws IOException {
        finished = true;
        owned.close();
    }

    private void requireNoneOpen() {
        if (finished || open != null) {
            throw new IllegalStateException(finished ? "the set is over" : "an image is still open");
        }
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The image that is being written. */
    private final class OpenImage extends OutputStream {
        private long total;

        @Override
        public void write(int value) throws IOException {
            requireOpen();
            data.append((byte) value);
            total++;
            sendIfFull();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            requireOpen();
            for (int done = 0; done < length; sendIfFull()) {
                done += data.append(bytes, offset + done, length - done);
            }
            total += length;
        }

        /** Ends the image. */
        @Override
        public void close() throws IOException {
            if (open != this || finished) {
                return;
            }
            if (!data.isEmpty()) {
                frames.write(stream, FrameType.IMAGE_DATA, data);
            }
            frames.write(
                    stream,
                    FrameType.IMAGE_END,
                    littleEndian(Long.BYTES).putLong(total).array());
            open = null;
        }

        private void sendIfFull() throws IOException {
            if (data.isFull()) {
                frames.write(stream, FrameType.IMAGE_DATA, data);
            }
        }

        private void requireOpen() throws ImageException {
            if (open != this || finished) {
                throw new ImageException("The image is already closed.");
            }
        }
    }
}
