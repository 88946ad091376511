package dev.ferry.e2e;

import java.util.stream.DoubleStream;

/** The figure in the middle; of an even number of figures, the mean of the two there. */
final class Medians {
    private Medians() {}

    /** NaN without figures. */
    static double of(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        if (sorted.length == 0) return Double.NaN;
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
