package dev.ferry.engine.precopy;

import dev.ferry.engine.freeze.Brake;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows a running tree down: for a share of the time, in short slices, what is at work in it stands still. So it writes less than
 * the link carries. Begins with a share of 0.
 */
public final class Throttle implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Throttle.class);
    private static final Duration LONGEST_SLICE = Duration.ofMillis(50);
    private static final Duration SHORTEST_SLICE = Duration.ofMillis(5);
    private static final long TICK_NANOS = 2_000_000;

    private final TracerThread tracer;
    private final Brake brake;
    private final long slice;
    private final AtomicLong stoodStill = new AtomicLong();
    private final Thread thread = new Thread(this::run, "ferry-throttle");
    private volatile double share;
    private volatile boolean open = true;

    /**
     * A throttle on the tree below and including {@code root}.
     *
     * @param maxDowntime how long it may stand still in one piece
     */
    public Throttle(int root, TracerThread tracer, Duration maxDowntime) {
        this.tracer = tracer;
        this.brake = new Brake(root);
        this.slice = Math.max(SHORTEST_SLICE.toNanos(), Math.min(maxDowntime.toNanos(), LONGEST_SLICE.toNanos()));
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets the tree stand still for this share of the time from now on: 0 is not at all, and 1 is out of the question. */
    public void set(double part) {
        if (part < 0 || part >= 1) {
            throw new IllegalArgumentException("a share of " + part);
        }
        share = part;
        LockSupport.unpark(thread);
    }

    /** How long the tree has stood still so far. */
    public Duration stoodStill() {
        return Duration.ofNanos(stoodStill.get());
    }

    private void run() {
        try {
            while (open) {
                double part = share;
                if (part == 0) {
                    LockSupport.park(this);
                    continue;
                }
                long stopped = tracer.call(this::slice);
                stoodStill.addAndGet(stopped);
                pause((long) (stopped * (1 - part) / part));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The program can not be slowed down any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the tracer thread; returns for how long the tree stood still. */
    private long slice() throws IOException {
        long start = System.nanoTime();
        try {
            do {
                brake.press();
                LockSupport.parkNanos(TICK_NANOS);
            } while (open && share > 0 && System.nanoTime() - start < slice);
        } finally {
            brake.release();
        }
        return System.nanoTime() - start;
    }

    private void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; open && left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /**
     * Lets the tree run as it likes; nobody is traced after this. Twice is harmless.
     *
     * @throws IOException if that can not be said of all threads
     */
    @Override
    public void close() throws IOException {
        open = false;
        LockSupport.unpark(thread);
        try {
            thread.join();
            tracer.call(() -> {
                brake.close();
                return null;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
