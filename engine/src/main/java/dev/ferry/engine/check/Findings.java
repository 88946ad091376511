package dev.ferry.engine.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings as they are made. */
final class Findings {
    /** Ten thousand threads whose ids are taken are one reason; what more is found of a code is only counted. */
    private static final int MAX_OF_ONE_CODE = 200;

    private final List<Finding> found = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Finding> unsaid = new LinkedHashMap<>();

    void blocker(String code, String object, String cause, String remedy) {
        add(new Finding(Severity.BLOCKER, code, object, cause, remedy));
    }

    void warning(String code, String object, String cause, String remedy) {
        add(new Finding(Severity.WARNING, code, object, cause, remedy));
    }

    void note(String code, String object, String cause, String remedy) {
        add(new Finding(Severity.NOTE, code, object, cause, remedy));
    }

    private void add(Finding finding) {
        int already = counts.merge(finding.severity() + finding.code(), 1, Integer::sum);
        if (already <= MAX_OF_ONE_CODE) {
            found.add(finding);
        } else {
            unsaid.put(finding.severity() + finding.code(), finding);
        }
    }

    /** In their order, {@link Finding#compareTo}, the last of a code that was found too often saying how often. */
    List<Finding> sorted() {
        List<Finding> all = new ArrayList<>(found);
        unsaid.forEach((key, last) -> all.add(new Finding(
                last.severity(),
                last.code(),
                last.object(),
                last.cause() + ", and so with " + (counts.get(key) - MAX_OF_ONE_CODE - 1) + " more",
                last.remedy())));
        Collections.sort(all);
        return all;
    }
}
