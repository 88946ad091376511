package dev.ferry.app.conduct;

import java.time.Instant;

/**
 * A process as a list shows it.
 *
 * @param parent pid of the parent, 0 if it has none
 * @param tree pid of the root of the innermost tree that it is in, its own if it is a root; 0 if it is in none
 * @param name the kernel's short name
 * @param user the owner's name, or number
 * @param command with its arguments on one line; the name if it has none
 * @param state the kernel's letter, such as R, S, D, T, Z
 * @param memoryBytes resident
 * @param cpuShare of one core since the last sample; 1 is one core, more with several threads
 * @param startTicks of the host's clock; with the pid it identifies the process
 * @param kernelThread whether it is a part of the kernel
 * @param movable whether the tree with this root can be dumped there, as far as it was looked at; UNKNOWN for all but roots
 * @param reason the first reason why not, as a sentence; else empty
 */
public record ProcessFacts(
        int pid,
        int parent,
        int tree,
        String name,
        String user,
        String command,
        char state,
        int threads,
        long memoryBytes,
        double cpuShare,
        long startTicks,
        Instant started,
        boolean kernelThread,
        Movable movable,
        String reason) {

    /** Whether a tree can be moved away from its host. */
    public enum Movable {
        YES,
        NO,
        /** Not looked at yet. */
        UNKNOWN
    }

    /** Whether it is what somebody started as a whole: the root of a tree. */
    public boolean isTreeRoot() {
        return tree == pid;
    }
}
