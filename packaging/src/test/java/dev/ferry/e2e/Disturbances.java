package dev.ferry.e2e;

import dev.ferry.engine.migrate.FaultPoint;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which disturbances are tried. The system property {@code ferry.chaos} is {@code all}, or a pattern of the names that are shown,
 * such as {@code "AFTER_READY x .*"} or {@code ".* x STALL.*"}. Without it: a death at every point, and some of the rest, others every day.
 */
final class Disturbances {
    private static final int A_DAY = 3;
    /** The order is mixed, and always the same. */
    private static final long SEED = 3;

    private Disturbances() {}

    static List<Disturbance> chosen() {
        String chosen = System.getProperty("ferry.chaos", "");
        if (chosen.isEmpty()) return ofToday();
        return all().stream()
                .filter(disturbance ->
                        chosen.equals("all") || disturbance.toString().matches(chosen))
                .toList();
    }

    private static List<Disturbance> ofToday() {
        List<Disturbance> today = new ArrayList<>(deaths());
        List<Disturbance> rest = rest();
        Collections.shuffle(rest, new Random(SEED));
        Collections.rotate(rest, (int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() * A_DAY % rest.size()));
        today.addAll(rest.subList(0, A_DAY));
        return today;
    }

    private static List<Disturbance> all() {
        List<Disturbance> all = new ArrayList<>(deaths());
        all.addAll(rest());
        return all;
    }

    private static List<Disturbance> deaths() {
        List<Disturbance> deaths = new ArrayList<>();
        for (FaultPoint point : FaultPoint.values()) deaths.add(new Disturbance(point, Fault.KILL, 1));
        return deaths;
    }

    private static List<Disturbance> rest() {
        List<Disturbance> rest = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (FaultPoint point : FaultPoint.values()) rest.add(new Disturbance(point, fault, 2));
        }
        return rest;
    }
}
