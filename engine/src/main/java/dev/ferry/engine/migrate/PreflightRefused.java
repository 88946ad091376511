package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** The check found reasons why the tree can not move. Nothing was touched. */
public final class PreflightRefused extends MigrationException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    PreflightRefused(List<Finding> findings) {
        super(findings.stream()
                .filter(Finding::isBlocker)
                .map(Finding::sentence)
                .collect(Collectors.joining(" ")));
        this.findings = List.copyOf(findings);
    }

    /** All findings, the worst first. */
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
