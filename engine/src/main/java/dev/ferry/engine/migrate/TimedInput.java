package dev.ferry.engine.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * An input whose reads do not wait for ever. Reading from a pipe can not be interrupted in Java, so a thread of its own does it; if
 * it hangs, it hangs alone.
 */
final class TimedInput extends InputStream {
    private final InputStream in;
    private final Patience patience;
    private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(Chunk.COUNT);
    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(Chunk.COUNT + 2);
    private final Thread pump = new Thread(this::pump, "ferry-receive");
    private Chunk current = Chunk.empty();
    private int position;

    TimedInput(InputStream in, Patience patience) {
        this.in = in;
        this.patience = patience;
        pump.setDaemon(true);
        pump.start();
    }

    private void pump() {
        try {
            filled.put(pumpToEnd());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Chunk pumpToEnd() throws InterruptedException {
        try {
            while (true) {
                byte[] recycled = empty.poll();
                byte[] bytes = recycled == null ? new byte[Chunk.SIZE] : recycled;
                int length = in.read(bytes);
                if (length < 0) {
                    return Chunk.end(null);
                }
                filled.put(Chunk.of(bytes, length, length == bytes.length));
            }
        } catch (IOException e) {
            return Chunk.end(e);
        }
    }

    /** Whether a read would find something at once, be it the end. */
    boolean hasNews() {
        return position < current.length() || current.isEnd() || !filled.isEmpty();
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(current.bytes()[position++]) : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, current.length() - position);
        System.arraycopy(current.bytes(), position, bytes, offset, count);
        position += count;
        return count;
    }

    /** What can be read without waiting; a buffer above must not wait for more than it needs. */
    @Override
    public int available() {
        return Math.max(current.length() - position, 0);
    }

    private boolean fill() throws IOException {
        while (!current.isEnd() && position == current.length()) {
            if (current.bytes().length == Chunk.SIZE) {
                empty.offer(current.bytes());
            }
            current = Chunk.empty();
            position = 0;
            patience.await(
                    (time, unit) -> {
                        Chunk next = filled.poll(time, unit);
                        current = next == null ? current : next;
                        return next != null;
                    },
                    "has said nothing");
        }
        if (current.failure() != null) {
            throw new PeerLostException(current.failure().getMessage(), current.failure());
        }
        return !current.isEnd();
    }

    @Override
    public void close() throws IOException {
        pump.interrupt();
        in.close();
    }
}
