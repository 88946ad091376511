package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.LinkLoad;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An output whose writes do not wait for ever, for the same reason as {@link TimedInput}. What was written goes out in the
 * background, not faster than the bandwidth; an error of the link comes with one of the next writes. What waits here is about
 * what the link takes in a tenth of a second: whatever is written next has to wait for it.
 */
final class TimedOutput extends OutputStream {
    private static final Logger LOG = LoggerFactory.getLogger(TimedOutput.class);
    private static final long DRAIN_MS = 2_000;

    /** Each piece; the queue, the one that is leaving and the one that is being filled make 0.1 s. */
    private static final double PIECE_SECONDS = 0.1 / (Chunk.COUNT + 2);

    /** Smaller ones cost more processor time than they save waiting, bytes. */
    private static final int SMALLEST_PIECE = 4 << 10;

    private final OutputStream out;
    private final Patience patience;
    private final Bandwidth bandwidth;
    private final LinkMeter meter = new LinkMeter();
    private final BlockingQueue<Chunk> filled = new ArrayBlockingQueue<>(Chunk.COUNT);
    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(Chunk.COUNT + 2);
    private final Thread pump = new Thread(this::pump, "ferry-send");
    private volatile IOException failure;
    private byte[] piece;
    private int used;
    private int pieceLength;

    TimedOutput(OutputStream out, Patience patience, Bandwidth bandwidth) {
        this.out = out;
        this.patience = patience;
        this.bandwidth = bandwidth;
        pump.setDaemon(true);
        pump.start();
    }

    private void pump() {
        try {
            TokenBucket bucket = new TokenBucket(bandwidth, System::nanoTime);
            long idleSince = System.nanoTime();
            for (Chunk chunk = filled.take(); !chunk.isEnd(); chunk = filled.take()) {
                long busySince = System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(bucket.take(chunk.length()));
                out.write(chunk.bytes(), 0, chunk.length());
                if (filled.isEmpty()) {
                    out.flush();
                }
                empty.offer(chunk.bytes());
                long now = System.nanoTime();
                meter.sent(chunk.length(), busySince - idleSince, now - busySince, chunk.isFull());
                idleSince = now;
            }
        } catch (IOException e) {
            failure = e;
            filled.clear();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the link does at the moment. */
    LinkLoad load() {
        LinkLoad load = meter.load();
        return load.rate() == 0 && bandwidth.isLimited()
                ? new LinkLoad(bandwidth.bytesPerSecond(), load.busyShare())
                : load;
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

    /** Full pieces until the link is known to be slow. */
    private static int pieceLength(double rate) {
        double length = rate == 0 ? Chunk.SIZE : rate * PIECE_SECONDS;
        return (int) Math.max(SMALLEST_PIECE, Math.min(length, Chunk.SIZE));
    }

    private synchronized int append(byte[] bytes, int offset, int length) {
        if (piece == null) {
            byte[] recycled = empty.poll();
            piece = recycled == null ? new byte[Chunk.SIZE] : recycled;
            pieceLength = pieceLength(load().rate());
        }
        int count = Math.min(pieceLength - used, length);
        System.arraycopy(bytes, offset, piece, used, count);
        used += count;
        return count;
    }

    private synchronized boolean isFull() {
        return piece != null && used == pieceLength;
    }

    /** Whoever gets it has to hand it on: one thread may close while another writes a sign of life. */
    private synchronized Optional<Chunk> takePiece() {
        if (used == 0) {
            return Optional.empty();
        }
        Chunk chunk = Chunk.of(piece, used, used == pieceLength);
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
            closeLink();
        }
    }

    /** Who must know whether the last bytes have arrived waits for an answer; a sign of life may well find nobody any more. */
    private void closeLink() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.debug("The link to the other engine did not close well", e);
        }
    }
}
