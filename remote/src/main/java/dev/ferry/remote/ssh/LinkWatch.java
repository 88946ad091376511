package dev.ferry.remote.ssh;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a dead link: closes it when nothing was heard from the other side for too long. SSHJ's own keep-alive cannot,
 * because it has to write, and with a full socket buffer its write blocks behind the bulk data of a dead link. Keep-alive
 * requests are still sent by SSHJ, so that a living host has something to say.
 */
final class LinkWatch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);

    private static final long TICK_MILLIS = 250;

    private final Closeable link;
    private final Thread thread = new Thread(this::watch, "ferry-link-watch");
    private Duration patience;
    private long silentNanos;
    private int questions;
    private boolean expired;
    private boolean closed;

    private LinkWatch(Closeable link, Duration patience) {
        this.link = link;
        this.patience = patience;
    }

    /** Watches from now on; {@code link} is closed after {@code patience} without a byte. */
    static LinkWatch start(Closeable link, Duration patience) {
        LinkWatch watch = new LinkWatch(link, patience);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** Another limit from now on. */
    synchronized void allow(Duration silence) {
        patience = silence;
        heard();
    }

    /** The same stream, but what comes in counts as a sign of life. */
    InputStream listen(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                heard();
                return b;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                heard();
                return count;
            }
        };
    }

    /** Asks a person: the other side may be silent as long as that takes. */
    <T> T asking(Supplier<T> question) {
        ask(1);
        try {
            return question.get();
        } finally {
            ask(-1);
        }
    }

    private synchronized void ask(int change) {
        questions += change;
        heard();
    }

    private synchronized void heard() {
        silentNanos = 0;
    }

    /** Whether the link was closed by this watch. */
    synchronized boolean expired() {
        return expired;
    }

    /** How long the other side may be silent. */
    synchronized Duration patience() {
        return patience;
    }

    private void watch() {
        try {
            awaitSilence();
            if (expired()) {
                link.close();
            }
        } catch (InterruptedException | IOException e) {
            // Nobody interrupts this thread, and a socket that cannot be closed is closed all the same.
            LOG.debug("link watch ended", e);
        }
    }

    // Silence is added up in small steps, so that the time in which we ourselves were stopped (Ctrl-Z) is nearly free.
    private synchronized void awaitSilence() throws InterruptedException {
        long before = System.nanoTime();
        while (!closed && !expired) {
            wait(TICK_MILLIS);
            long now = System.nanoTime();
            silentNanos += Math.min(now - before, 2 * TICK_MILLIS * 1_000_000);
            before = now;
            expired = !closed && questions == 0 && silentNanos >= patience.toNanos();
        }
    }

    /** Stops watching; the link stays as it is. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
