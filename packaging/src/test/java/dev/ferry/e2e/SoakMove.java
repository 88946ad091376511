package dev.ferry.e2e;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One of many moves; times in ms.
 *
 * @param felt the longest time between two beats of the program
 * @param reported the downtime that ferry says
 * @param total of {@code ferry migrate}
 */
record SoakMove(double felt, double reported, double total) {
    static double median(List<SoakMove> moves, ToDoubleFunction<SoakMove> figure) {
        return Medians.of(moves.stream().mapToDouble(figure));
    }

    /** Of the first and of the last quarter. */
    static double[] medianOfEnds(List<SoakMove> moves, ToDoubleFunction<SoakMove> figure) {
        int quarter = Math.max(1, moves.size() / 4);
        return new double[] {
            median(moves.subList(0, quarter), figure),
            median(moves.subList(moves.size() - quarter, moves.size()), figure)
        };
    }
}
