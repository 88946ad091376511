package dev.ferry.engine.core;

import dev.ferry.linux.memory.PageRun;

/**
 * Memory that has one program header.
 *
 * @param memory its addresses
 * @param flags {@code PF_*}
 * @param hasContent whether it takes room in the file
 */
record Segment(PageRun memory, int flags, boolean hasContent) {
    /** How much room it takes in the file, bytes. */
    long fileBytes() {
        return hasContent ? memory.bytes() : 0;
    }
}
