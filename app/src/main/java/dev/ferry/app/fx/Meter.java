package dev.ferry.app.fx;

import javafx.css.PseudoClass;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.Region;

/** A thin bar that shows how much of something is used. */
public final class Meter extends Region {
    private static final double HEIGHT = 4;
    private static final double HIGH = 0.9;
    private static final PseudoClass NEARLY_FULL = PseudoClass.getPseudoClass("nearly-full");

    private final Region bar = new Region();
    private double share;

    /** An empty one. */
    public Meter() {
        getStyleClass().add("meter");
        bar.getStyleClass().add("bar");
        bar.setManaged(false);
        getChildren().add(bar);
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        setMaxHeight(HEIGHT);
        setAccessibleRole(AccessibleRole.PROGRESS_INDICATOR);
    }

    /** From 0 to 1; what lies outside is cut. */
    public void show(double next) {
        double bounded = Double.isFinite(next) ? Math.max(0, Math.min(1, next)) : 0;
        if (bounded == share) return;
        share = bounded;
        pseudoClassStateChanged(NEARLY_FULL, share > HIGH);
        requestLayout();
        notifyAccessibleAttributeChanged(AccessibleAttribute.VALUE);
    }

    @Override
    public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
        return attribute == AccessibleAttribute.VALUE ? share : super.queryAccessibleAttribute(attribute, parameters);
    }

    @Override
    protected void layoutChildren() {
        double width = share == 0 ? 0 : Math.max(HEIGHT, snapSizeX(getWidth() * share));
        bar.resizeRelocate(0, 0, width, getHeight());
    }
}
