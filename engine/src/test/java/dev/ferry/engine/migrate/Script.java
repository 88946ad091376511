package dev.ferry.engine.migrate;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** A peer that says what it is to say, and the second half of it only when the other one has said enough. */
final class Script {
    /** Damaged words may never get the answer that is waited for. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private final byte[] text;
    private final int half;
    private final int enough;
    private int position;
    private int heard;
    private boolean closed;

    /**
     * @param half how much is said at once
     * @param enough how many bytes it hears before it goes on
     */
    Script(byte[] text, int half, int enough) {
        this.text = text;
        this.half = half;
        this.enough = enough;
    }

    Duplex channel() {
        return new Duplex(new Saying(), new Hearing());
    }

    private synchronized int say(byte[] bytes, int offset, int length) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (position >= half && heard < enough && !closed && System.nanoTime() < deadline) {
            wait(1);
        }
        int end = position < half ? half : text.length;
        int count = Math.min(length, end - position);
        if (count <= 0 || closed) {
            return -1;
        }
        System.arraycopy(text, position, bytes, offset, count);
        position += count;
        return count;
    }

    private synchronized void hear(int length) {
        heard += length;
        notifyAll();
    }

    private synchronized void hangUp() {
        closed = true;
        notifyAll();
    }

    private final class Saying extends InputStream {
        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return say(bytes, offset, length);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }

        @Override
        public void close() {
            hangUp();
        }
    }

    private final class Hearing extends OutputStream {
        @Override
        public void write(int value) {
            hear(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            hear(length);
        }
    }
}
