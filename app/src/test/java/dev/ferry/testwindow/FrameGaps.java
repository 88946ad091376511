package dev.ferry.testwindow;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javafx.animation.AnimationTimer;

/**
 * The frames of a window while something happens: how long it took from one to the next, and how much of that the console's own two
 * threads have worked. On a machine with other things to do frames come late whatever a program does; one whose work does not fit
 * between two refreshes of the screen is dropped on every machine.
 */
public final class FrameGaps implements AutoCloseable {
    /** Of a screen with 60 refreshes a second, ms. */
    private static final double REFRESH = 1000 / 60.0;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long application = thread("JavaFX Application Thread");
    private final long renderer = thread("QuantumRenderer");
    private final List<Frame> frames = new ArrayList<>();
    private final AnimationTimer timer = new AnimationTimer() {
        private Stamp last;

        @Override
        public void handle(long now) {
            Stamp stamp = new Stamp(
                    System.nanoTime(), THREADS.getThreadCpuTime(application), THREADS.getThreadCpuTime(renderer));
            if (last != null) frames.add(stamp.since(last));
            last = stamp;
        }
    };

    /** All in ms. */
    private record Frame(double gap, double application, double renderer) {
        double work() {
            return Math.max(application, renderer);
        }
    }

    /** All in ns. */
    private record Stamp(long time, long application, long renderer) {
        Frame since(Stamp before) {
            return new Frame(
                    (time - before.time) / 1e6,
                    (application - before.application) / 1e6,
                    (renderer - before.renderer) / 1e6);
        }
    }

    private FrameGaps() {}

    private static long thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no thread " + name))
                .getId();
    }

    /** Begins to watch. */
    public static FrameGaps watch() {
        FrameGaps gaps = new FrameGaps();
        ConsoleDriver.onUi(() -> {
            gaps.timer.start();
            return null;
        });
        return gaps;
    }

    private List<Double> sorted(ToDoubleFunction<Frame> what) {
        return ConsoleDriver.onUi(
                () -> frames.stream().mapToDouble(what).boxed().sorted().toList());
    }

    private static double percentile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
    }

    /** The gap below which this share of them lies. */
    public double percentile(double share) {
        return percentile(sorted(Frame::gap), share);
    }

    /** The processor time of the renderer for a frame below which this share of the frames lies, ms. */
    public double rendererWork(double share) {
        return percentile(sorted(Frame::renderer), share);
    }

    /** How many there were. */
    public int count() {
        return ConsoleDriver.onUi(frames::size);
    }

    /** For how many the console itself had more to do than fits between two refreshes. */
    public long dropped() {
        return sorted(Frame::work).stream().filter(work -> work > REFRESH).count();
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
        List<Double> gaps = sorted(Frame::gap);
        long late = gaps.stream().filter(gap -> gap > 2 * REFRESH).count();
        return String.format(
                Locale.ROOT,
                "%d frames; %d had more than %.1f ms of work (application %s; renderer %s); %d came more than a refresh late"
                        + " (gap %s)",
                gaps.size(),
                dropped(),
                REFRESH,
                figures(sorted(Frame::application)),
                figures(sorted(Frame::renderer)),
                late,
                figures(gaps));
    }

    private static String figures(List<Double> sorted) {
        return String.format(
                Locale.ROOT,
                "median %.1f, 95 %% below %.1f, most %.1f ms",
                percentile(sorted, 0.5),
                percentile(sorted, 0.95),
                percentile(sorted, 1));
    }
}
