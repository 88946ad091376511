package dev.ferry.engine.migrate;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An output whose writes do not wait for ever, for the same reason as {@link TimedInput}. What was written goes out in the
 * background; an error of the link comes with one of the next writes.
 */
final class TimedOutput extends OutputStream {
    private static final long DRAIN_MS = 2_000;

    private final OutputStream out;
    private final Patience patience;
    private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(Chunk.COUNT);
    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(Chunk.COUNT + 2);
    private final Thread pump = new Thread(this::pump, "ferry-send");
    private volatile IOException failure;
    private byte[] piece;
    private int used;

    TimedOutput(OutputStream out, Patience patience) {
        this.out = out;
        this.patience = patience;
        pump.setDaemon(true);
        pump.start();
    }

    private void pump() {
        try {
            for (Chunk chunk = filled.take(); !chunk.isEnd(); chunk = filled.take()) {
                out.write(chunk.bytes(), 0, chunk.length());
                if (filled.isEmpty()) {
                    out.flush();
                }
                empty.offer(chunk.bytes());
            }
        } catch (IOException e) {
            failure = e;
            filled.clear();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** Small frames travel together: each piece that leaves costs a packet, a cipher and two context switches. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            done += append(bytes, offset + done, length - done);
            if (isFull()) {
                handPiece();
            }
        }
    }

    private synchronized int append(byte[] bytes, int offset, int length) {
        if (piece == null) {
            byte[] recycled = empty.poll();
            piece = recycled == null ? new byte[Chunk.SIZE] : recycled;
        }
        int count = Math.min(piece.length - used, length);
        System.arraycopy(bytes, offset, piece, used, count);
        used += count;
        return count;
    }

    private synchronized boolean isFull() {
        return piece != null && used == piece.length;
    }

    /** Whoever gets it has to hand it on: one thread may close while another writes a sign of life. */
    private synchronized Optional<Chunk> takePiece() {
        if (used == 0) {
            return Optional.empty();
        }
        Chunk chunk = Chunk.of(piece, used);
        piece = null;
        used = 0;
        return Optional.of(chunk);
    }

    private void handPiece() throws IOException {
        Optional<Chunk> chunk = takePiece();
        if (chunk.isPresent()) {
            hand(chunk.get());
        }
    }

    private void hand(Chunk chunk) throws IOException {
        patience.await(
                (time, unit) -> failure != null || filled.offer(chunk, time, unit), "has taken nothing from the link");
        requireAlive();
    }

    @Override
    public void flush() throws IOException {
        handPiece();
        requireAlive();
    }

    private void requireAlive() throws PeerLostException {
        IOException why = failure;
        if (why != null) {
            throw new PeerLostException(why.getMessage(), why);
        }
    }

    /** What nobody has flushed; if the link is gone, it is too. */
    private void handLast() throws InterruptedException {
        Optional<Chunk> last = takePiece();
        if (last.isPresent() && failure == null) {
            filled.offer(last.get(), DRAIN_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits a little for the last bytes to go. */
    @Override
    public void close() throws IOException {
        try {
            handLast();
            if (filled.offer(Chunk.end(null), DRAIN_MS, TimeUnit.MILLISECONDS)) {
                pump.join(DRAIN_MS);
            }
            pump.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The migration was interrupted.");
        } finally {
            out.close();
        }
    }
}
