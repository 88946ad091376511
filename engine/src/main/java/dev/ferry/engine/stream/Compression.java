package dev.ferry.engine.stream;

import java.util.List;

/**
 * Decides frame by frame how hard to compress, from what compressing has cost and saved and from what the link does. Sending one
 * byte is two stages that partly overlap: compress, then send what is left of it. The level at which they take least is used,
 * and now and then a frame goes at another one, because memory changes from one area to the next.
 */
final class Compression {
    /** Instead of a level: do not compress. */
    static final int OFF = Integer.MIN_VALUE;

    /** Among how many bytes one frame is compressed to see what would come of it. */
    static final long PROBE_EVERY = 16 << 20;

    /** The first of them comes soon. */
    private static final long FIRST_PROBE = 1 << 20;

    /** By how much a change must pay, so that noise does not decide. */
    private static final double CLEARLY = 0.93;

    /** A link that is waited for less of the time is not what holds the transfer up. */
    private static final double BOTTLENECK = 0.7;

    /** Compressed to more of its length than this, a frame was not worth it. */
    private static final double WORTH_SENDING = 0.95;

    /** Among so many probes compression is turned off once, to see what the link does without. */
    private static final int TURN_OFF_EVERY = 8;

    /** A link that takes longer for a byte, in seconds, is slow for sure, and needs no such trial. */
    private static final double SLOW = 50e-9;

    private final CompressMode mode;
    private final SendTime sendTime = new SendTime();

    /** Begins with what an ordinary processor makes of ordinary memory. */
    private final List<Level> levels = List.of(
            new Level(-5, 500e6, 0.6), new Level(1, 350e6, 0.5), new Level(3, 180e6, 0.47), new Level(6, 60e6, 0.45));

    private int current;
    private boolean on;
    private int probes;
    private long sinceProbe = PROBE_EVERY - FIRST_PROBE;
    private long randomSinceProbe = PROBE_EVERY - FIRST_PROBE;
    private boolean randomIsDense = true;

    Compression(CompressMode mode) {
        this.mode = mode;
        this.on = mode == CompressMode.ZSTD;
    }

    /**
     * The level for the next frame, or {@link #OFF}.
     *
     * @param length of the frame, bytes
     * @param looksRandom whether its bytes are all about equally frequent
     */
    int choose(int length, boolean looksRandom, LinkLoad link) {
        if (mode == CompressMode.NONE) {
            return OFF;
        }
        sendTime.observe(on, length, link.rate());
        if (looksRandom && randomIsDense) {
            return forRandom(length);
        }
        improve(link.busyShare() < BOTTLENECK ? 1 : 0.5);
        sinceProbe += length;
        if (sinceProbe < PROBE_EVERY) {
            return on ? levels.get(current).number : OFF;
        }
        sinceProbe = 0;
        return probe();
    }

    /** What came of a frame that was compressed. */
    void measured(int number, boolean looksRandom, int before, int after, long nanos) {
        if (looksRandom) {
            randomIsDense = after > before * WORTH_SENDING;
        }
        if (!looksRandom || !randomIsDense) {
            levels.stream()
                    .filter(level -> level.number == number)
                    .forEach(level -> level.measured(before, after, nanos));
        }
    }

    /** How many bytes per second can be compressed at the moment; infinite if nothing is. */
    double speed() {
        return on ? 1 / levels.get(current).time : Double.POSITIVE_INFINITY;
    }

    /** Bytes that look random hardly ever become less, but a block of them that is there twice does. */
    private int forRandom(int length) {
        randomSinceProbe += length;
        if (randomSinceProbe < PROBE_EVERY) {
            return OFF;
        }
        randomSinceProbe = 0;
        return levels.get(0).number;
    }

    /** @param alone how much of the shorter stage is not covered by the longer one */
    private void improve(double alone) {
        int best = current;
        for (int i = 0; i < levels.size(); i++) {
            if (cost(levels.get(i), alone) < cost(levels.get(best), alone) * CLEARLY) {
                best = i;
            }
        }
        current = best;
        double plain = sendTime.plain();
        double compressed = cost(levels.get(best), alone);
        if (sendTime.isSettled() && (on ? plain < compressed * CLEARLY : compressed < plain * CLEARLY)) {
            turn();
        }
    }

    private void turn() {
        if (mode == CompressMode.AUTO) {
            on = !on;
            sendTime.switched();
        }
    }

    private double cost(Level level, double alone) {
        double send = Math.min(level.ratio, 1) * sendTime.compressed();
        return Math.max(send, level.time) + alone * Math.min(send, level.time);
    }

    /** The level itself if none is used, otherwise the next one up and the next one down in turns. */
    private int probe() {
        if (!on) {
            sendTime.forgive();
            return levels.get(current).number;
        }
        probes++;
        if (probes % TURN_OFF_EVERY == 0 && sendTime.compressed() < SLOW) {
            turn();
        }
        int other = current + (probes % 2 == 0 ? 1 : -1);
        return levels.get(Math.max(0, Math.min(other, levels.size() - 1))).number;
    }

    /** A level of zstd, and what is known of it. */
    private static final class Level {
        /** How much the newest figure counts. */
        private static final double WEIGHT = 0.125;

        /**
         * No figure counts as more than that many times the mean so far. Less would be wrong: when others have the processor,
         * the link seems slow too, and only if both are measured alike can they be compared.
         */
        private static final double OUTLIER = 32;

        private final int number;
        private double time;
        private double ratio;

        Level(int number, double speed, double ratio) {
            this.number = number;
            this.time = 1 / speed;
            this.ratio = ratio;
        }

        void measured(int before, int after, long nanos) {
            double newest = Math.min(Math.max(nanos, 1) / 1e9 / before, OUTLIER * time);
            time = (1 - WEIGHT) * time + WEIGHT * newest;
            ratio = (1 - WEIGHT) * ratio + WEIGHT * after / before;
        }
    }
}
