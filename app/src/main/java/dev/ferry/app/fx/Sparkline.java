package dev.ferry.app.fx;

import java.util.Arrays;
import javafx.scene.layout.Region;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Polyline;

/** The last values of something as a small filled line, the newest at the right. */
public final class Sparkline extends Region {
    private static final double WIDTH = 56;
    private static final double HEIGHT = 16;

    private final Polygon area = new Polygon();
    private final Polyline line = new Polyline();
    private double[] shown = {};

    /** An empty one. */
    public Sparkline() {
        getStyleClass().add("sparkline");
        area.getStyleClass().add("area");
        line.getStyleClass().add("line");
        getChildren().addAll(area, line);
        setMinSize(WIDTH, HEIGHT);
        setPrefSize(WIDTH, HEIGHT);
        setMaxSize(WIDTH, HEIGHT);
        setMouseTransparent(true);
    }

    /** Shows shares from 0 on; the highest is at the top, but nothing below {@code full} fills the height. */
    public void show(double[] values, int capacity, double full) {
        if (Arrays.equals(shown, values)) return;
        shown = values.clone();
        double top = full;
        for (double value : values) {
            top = Math.max(top, value);
        }
        draw(values, WIDTH / Math.max(1, capacity - 1), top);
    }

    private void draw(double[] values, double step, double top) {
        Double[] points = new Double[values.length * 2];
        for (int i = 0; i < values.length; i++) {
            points[2 * i] = WIDTH - (values.length - 1 - i) * step;
            points[2 * i + 1] = HEIGHT - 1 - Math.min(1, values[i] / top) * (HEIGHT - 3);
        }
        line.getPoints().setAll(points);
        area.getPoints().setAll(points);
        if (values.length > 0) {
            area.getPoints().addAll(WIDTH, HEIGHT, points[0], HEIGHT);
        }
        line.setVisible(values.length > 1);
        area.setVisible(values.length > 1);
    }
}
