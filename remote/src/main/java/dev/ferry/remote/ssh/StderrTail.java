package dev.ferry.remote.ssh;

import dev.ferry.remote.ErrorListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drains a command's standard error, which would block the command otherwise, and keeps the last 16 KiB. */
final class StderrTail {
    private static final int KEPT = 16 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(StderrTail.class);

    private final ErrorListener listener;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final byte[] kept = new byte[KEPT];
    private int length;

    private StderrTail(ErrorListener listener) {
        this.listener = listener;
    }

    /** Starts to drain in a daemon thread. */
    static StderrTail of(InputStream stderr, ErrorListener listener) {
        StderrTail tail = new StderrTail(listener);
        Thread thread = new Thread(() -> tail.drain(stderr), "ferry-stderr");
        thread.setDaemon(true);
        thread.start();
        return tail;
    }

    private void drain(InputStream stderr) {
        byte[] buffer = new byte[KEPT];
        try {
            for (int count = stderr.read(buffer); count >= 0; count = stderr.read(buffer)) {
                append(buffer, count);
                listener.written(buffer, count);
            }
        } catch (IOException linkIsGone) {
            // Whoever reads the output hears about it.
        } finally {
            ended.countDown();
            listener.ended();
        }
    }

    /** Waits, for a while, until the last words have come too. */
    void awaitEnd(Duration limit) {
        try {
            if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("standard error has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void append(byte[] bytes, int count) {
        int keep = Math.min(length, KEPT - count);
        System.arraycopy(kept, length - keep, kept, 0, keep);
        System.arraycopy(bytes, 0, kept, keep, count);
        length = keep + count;
    }

    /** What was kept, without the control characters that could play tricks on a terminal. */
    synchronized String text() {
        return new String(Arrays.copyOf(kept, length), StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
    }
}
