package dev.ferry.engine.stream;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;

/** Writes frames. Several threads may write: frames do not mix, and a control frame gets in between two data frames. */
public final class FrameWriter implements Closeable, Flushable {
    private final OutputStream out;

    /** Closing the writer closes {@code out}. Each frame is one write, so {@code out} needs no buffer. */
    public FrameWriter(OutputStream out) {
        this.out = out;
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
        FrameBuffer frame = new FrameBuffer(header.length + length);
        frame.append(header, 0, header.length);
        frame.append(content, offset, length);
        write(stream, type, frame);
    }

    /** Writes the payload that was put together in {@code frame}, and empties it. */
    void write(int stream, FrameType type, FrameBuffer frame) throws IOException {
        if (stream < 0 || stream > Frame.MAX_STREAM || type.isControl() != (stream == Frame.CONTROL_STREAM)) {
            throw new IllegalArgumentException("a " + type + " frame on stream " + stream);
        }
        frame.seal(stream, type);
        synchronized (this) {
            out.write(frame.bytes(), 0, frame.length());
        }
        frame.clear();
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
