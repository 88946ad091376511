package dev.ferry.engine.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Findings as they are made. */
final class Findings {
    private final List<Finding> found = new ArrayList<>();

    void blocker(String code, String object, String cause, String remedy) {
        found.add(new Finding(Severity.BLOCKER, code, object, cause, remedy));
    }

    void warning(String code, String object, String cause, String remedy) {
        found.add(new Finding(Severity.WARNING, code, object, cause, remedy));
    }

    void note(String code, String object, String cause) {
        found.add(new Finding(Severity.NOTE, code, object, cause, ""));
    }

    /** The worst first, otherwise in the order in which they were made. */
    List<Finding> bySeverity() {
        return found.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    }
}
