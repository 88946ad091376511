package dev.ferry.engine.check;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A check has found that something can not be done. Nothing was touched; all findings are there at once. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    /** @param findings all of them, at least one a blocker */
    public RefusedException(List<Finding> findings) {
        super(findings.stream()
                .filter(Finding::isBlocker)
                .map(Finding::sentence)
                .collect(Collectors.joining(" ")));
        this.findings = List.copyOf(findings);
    }

    /** Throws if there is a blocker among the findings. */
    public static void ifBlocked(List<Finding> findings) throws RefusedException {
        if (findings.stream().anyMatch(Finding::isBlocker)) {
            throw new RefusedException(findings);
        }
    }

    /** What was found, blockers and others. */
    public List<Finding> findings() {
        return findings;
    }
}
