package dev.ferry.e2e;

import dev.ferry.engine.migrate.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What came of every disturbance: a line for each point, a column for each fault. */
final class ChaosTable {
    private static final String LEGEND = """

            S: runs on the source. D: runs on the destination. kept>: was kept stopped and whole on the source until ferry
            resolve decided. -: the point is not on the way of such a migration. The number is the exit code of ferry
            migrate. Two in a row are parted by a comma. FAIL: see the report of the test. Empty: not tried.
            """;

    private final Map<FaultPoint, Map<Fault, String>> cells = new EnumMap<>(FaultPoint.class);
    private int struck;

    /** Adds to what is known of it; the later word on the same disturbance follows the earlier one. */
    void add(Disturbance disturbance, String outcome) {
        cells.computeIfAbsent(disturbance.point(), point -> new HashMap<>())
                .merge(disturbance.fault(), outcome, (before, now) -> before + "," + now);
    }

    void add(Disturbance disturbance, Disturbance.Result result) {
        if (result.reached()) struck++;
        add(disturbance, result.reached() ? shortly(result) : "-");
    }

    private static String shortly(Disturbance.Result result) {
        String kept = result.outcome().name().startsWith("KEPT") ? "kept>" : "";
        return kept + (result.outcome().isOnSource() ? "S" : "D") + result.exit();
    }

    void writeTo(Path file) throws IOException {
        StringBuilder text = new StringBuilder(line("", Map.of(), true));
        cells.forEach((point, row) -> text.append(line(point.name(), row, false)));
        text.append(LEGEND);
        text.append(struck).append(" migrations disturbed.\n");
        Files.writeString(file, text);
        System.out.print(text);
    }

    private static String line(String name, Map<Fault, String> row, boolean head) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-24s", name));
        for (Fault fault : Fault.values()) {
            line.append(String.format(Locale.ROOT, " %-14s", head ? fault.name() : row.getOrDefault(fault, "")));
        }
        return line.toString().stripTrailing() + "\n";
    }
}
