package dev.ferry.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What goes on, on standard error: a live line on a terminal, else one line for each phase. */
final class ProgressLine implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(80);
    private static final int WIDTH = 24;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean live;
    private String phase = "";
    private long expected;
    private long phaseStart = System.nanoTime();
    private long shown;

    private ProgressLine(PrintWriter err, boolean live) {
        this.err = err;
        this.live = live;
    }

    static ProgressLine on(PrintWriter err) {
        return new ProgressLine(err, Terminal.is(Terminal.STDERR));
    }

    /** A phase begins in which about so many bytes go; 0 if none do or nobody knows. */
    void phase(String name, long expectedBytes) {
        phase = name;
        expected = expectedBytes;
        phaseStart = System.nanoTime();
        shown = phaseStart;
        if (live) {
            show(name);
        } else {
            err.println(name);
            err.flush();
        }
    }

    /** So many bytes have gone. */
    void bytes(long bytes) {
        long now = System.nanoTime();
        if (live && now - shown > INTERVAL.toNanos()) {
            shown = now;
            long rate = (long) (bytes / ((now - phaseStart) / 1e9));
            show(phase + " " + bar(bytes) + Figures.bytes(bytes) + ", " + Figures.bytes(rate) + "/s");
        }
    }

    private String bar(long bytes) {
        if (expected == 0) {
            return "";
        }
        int done = (int) Math.min(WIDTH, bytes * WIDTH / expected);
        return String.format(Locale.ROOT, "[%s%s] ", "#".repeat(done), ".".repeat(WIDTH - done));
    }

    private void show(String text) {
        err.print(ERASE + text);
        err.flush();
    }

    /** Makes room for a line that stays. */
    void clear() {
        if (live) {
            err.print(ERASE);
            err.flush();
        }
    }

    @Override
    public void close() {
        clear();
    }
}
