package dev.ferry.app.cli;

import dev.ferry.engine.check.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Findings for people, one to a line. */
final class FindingList {
    private FindingList() {}

    static void print(List<Finding> findings, PrintWriter out) {
        for (Finding finding : findings) {
            String severity = finding.severity().name().toLowerCase(Locale.ROOT);
            out.printf(Locale.ROOT, "%-8s %s%n", severity, Printable.of(finding.sentence()));
        }
    }

    static boolean isBlocked(List<Finding> findings) {
        return findings.stream().anyMatch(Finding::isBlocker);
    }
}
