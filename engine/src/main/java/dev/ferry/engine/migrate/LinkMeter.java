package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.LinkLoad;

/**
 * Measures what the link takes, looking back over about a second in which there was something to send, or some mebibytes: what
 * buffers swallow at the beginning is no measure of a slow link.
 */
final class LinkMeter {
    private static final double MEMORY_NANOS = 1e9;

    private static final double MEMORY_BYTES = 2 << 20;

    /** Less is not enough to tell. */
    private static final int KNOWN_BYTES = 128 << 10;

    private double recentBytes;
    private double recentNanos;
    private double busyNanos;
    private double idleNanos;
    private boolean known;

    /**
     * One write.
     *
     * @param idle how long the sender had waited for something to send, nanoseconds
     * @param busy how long the link took for it
     * @param telling whether that says something about the link: the time of small writes is that of the system calls
     */
    synchronized void sent(int bytes, long idle, long busy, boolean telling) {
        double fading = Math.exp(-(idle + busy) / MEMORY_NANOS);
        idleNanos = idleNanos * fading + idle;
        busyNanos = busyNanos * fading + busy;
        if (telling) {
            double forgetting = Math.exp(-busy / MEMORY_NANOS - bytes / MEMORY_BYTES);
            recentBytes = recentBytes * forgetting + bytes;
            recentNanos = recentNanos * forgetting + busy;
            known |= recentBytes >= KNOWN_BYTES;
        }
    }

    synchronized LinkLoad load() {
        if (!known) {
            return LinkLoad.UNKNOWN;
        }
        return new LinkLoad(recentBytes * 1e9 / recentNanos, busyNanos / (busyNanos + idleNanos));
    }
}
