package dev.ferry.engine.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** What is written into a sealed file. Only {@link #finish} completes it: what was given up can never be taken for whole. */
public final class SealedOutput extends OutputStream {
    private final WritableByteChannel sealing;
    private final OutputStream out;

    SealedOutput(WritableByteChannel sealing, OutputStream out) {
        this.sealing = sealing;
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            sealing.write(buffer);
        }
    }

    /** Writes the end. */
    public void finish() throws IOException {
        sealing.close();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Takes what is sealed, and stays open when that ends. */
    static final class Target implements WritableByteChannel {
        private final OutputStream out;
        private boolean closed;

        Target(OutputStream out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int length = source.remaining();
            byte[] bytes = new byte[length];
            source.get(bytes);
            out.write(bytes, 0, length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
