/**
 * Incremental checkpoints: directories that hold only the pages that have changed since their parent was written, to which the symbolic
 * link {@code parent} in them leads (CRIU's way), and what keeps a parent from being mistaken for another one.
 */
package dev.ferry.engine.lineage;
