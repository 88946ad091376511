package dev.ferry.engine.core;

import java.util.List;

/**
 * What has become of a core file.
 *
 * @param pid the process that is in it
 * @param program path of its executable; empty if it is not known
 * @param threads how many it has
 * @param memoryBytes how much content of memory was read
 * @param others the other processes of the checkpoint
 */
public record CoreReport(int pid, String program, int threads, long memoryBytes, List<Integer> others) {
    /** Copies. */
    public CoreReport {
        others = List.copyOf(others);
    }
}
