package dev.ferry.engine.check;

import java.util.List;

/**
 * Whether a tree can come to a host.
 *
 * @param findings all of them; they are put into their order here, the worst first
 * @param carry paths of files and directories that the source shall put into the set
 * @param useTheirs paths where the program goes on with the destination's file
 */
public record Preflight(List<Finding> findings, List<String> carry, List<String> useTheirs) {
    public Preflight {
        findings = findings.stream().sorted().toList();
        carry = List.copyOf(carry);
        useTheirs = List.copyOf(useTheirs);
    }

    /** Whether anything keeps the tree from moving. */
    public boolean isRefused() {
        return findings.stream().anyMatch(Finding::isBlocker);
    }
}
