package dev.ferry.testwindow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.animation.AnimationTimer;

/** How long it took from one frame to the next, in ms. */
public final class FrameGaps implements AutoCloseable {
    private static final double DROPPED = 34;

    private final List<Double> gaps = new ArrayList<>();
    private final AnimationTimer timer = new AnimationTimer() {
        private long last;

        @Override
        public void handle(long now) {
            if (last != 0) gaps.add((now - last) / 1e6);
            last = now;
        }
    };

    private FrameGaps() {}

    /** Begins to watch. */
    public static FrameGaps watch() {
        FrameGaps gaps = new FrameGaps();
        ConsoleDriver.onUi(() -> {
            gaps.timer.start();
            return null;
        });
        return gaps;
    }

    /** The gap below which this share of them lies. */
    public double percentile(double share) {
        List<Double> sorted = ConsoleDriver.onUi(() -> gaps.stream().sorted().toList());
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
    }

    @Override
    public void close() {
        ConsoleDriver.onUi(() -> {
            timer.stop();
            return null;
        });
    }

    @Override
    public String toString() {
        long dropped = ConsoleDriver.onUi(
                () -> gaps.stream().filter(gap -> gap > DROPPED).count());
        return String.format(
                Locale.ROOT,
                "%d frames, %d came later than %.0f ms, median %.1f ms, 95 %% below %.1f ms, longest %.1f ms",
                gaps.size(),
                dropped,
                DROPPED,
                percentile(0.5),
                percentile(0.95),
                percentile(1));
    }
}
