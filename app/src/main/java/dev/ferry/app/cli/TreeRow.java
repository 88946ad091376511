package dev.ferry.app.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A process tree as {@code ferry ps} shows it.
 *
 * @param pid of the root
 * @param parent root of the tree that this one is a part of; 0 if it is part of none
 * @param depth how many trees it is inside of
 * @param user the owner's name, or number
 * @param command with its arguments
 * @param memoryBytes resident, pages that tasks share counted for each
 * @param movable whether it can be dumped here
 * @param reason the first reason why not, as a sentence; else empty
 */
record TreeRow(
        int pid,
        int parent,
        @JsonIgnore int depth,
        String user,
        String command,
        int tasks,
        int threads,
        long memoryBytes,
        boolean movable,
        String reason) {}
