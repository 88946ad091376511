package dev.ferry.engine.stream;

/**
 * What one byte on the link takes, in seconds. While frames are compressed it takes longer: the other side has to decompress,
 * and on a small or busy machine the compressor takes the processor away from the cipher. How much longer is learnt each time
 * compression is switched on; without that, a link would look slow because of it, and compression the right answer.
 */
final class SendTime {
    /** A link of which nothing is known is taken for a fast one, bytes per second: nothing is lost if it is. */
    private static final double FAST = 500e6;

    /** Decompressing takes no longer for one byte, seconds: whatever is slower than this is the link. */
    private static final double MOST_EXTRA = 10e-9;

    /** What the link is seen to do belongs to the time before the switch until so many bytes have come after it. */
    private static final long SETTLED_BYTES = 8 << 20;

    /** Machines become less busy: what was learnt is doubted a little with each probe. */
    private static final double DOUBT = 0.9;

    private double plain = 1 / FAST;
    private double extra;
    private long sinceSwitch = SETTLED_BYTES;
    private boolean learnt = true;

    /** Whether the link has been seen long enough since the last switch to decide the next one. */
    boolean isSettled() {
        return sinceSwitch >= SETTLED_BYTES;
    }

    /** The rate of the link before a frame; 0 is not known. */
    void observe(boolean compressing, int length, double rate) {
        sinceSwitch += length;
        if (rate == 0 || !isSettled()) {
            return;
        }
        double now = 1 / rate;
        if (compressing && !learnt) {
            extra = Math.max(0, Math.min(now - plain, MOST_EXTRA));
            learnt = true;
        }
        plain = compressing ? Math.max(now - extra, plain / 2) : now;
    }

    void switched() {
        sinceSwitch = 0;
        learnt = false;
    }

    void forgive() {
        extra *= DOUBT;
    }

    double plain() {
        return plain;
    }

    double compressed() {
        return plain + extra;
    }
}
