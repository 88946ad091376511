/**
 * What has changed between two checkpoints of one tree: {@link dev.ferry.engine.diff.Comparison} compares what {@code show} reads, and the
 * contents of memory page by page, of which it keeps eight bytes for each page.
 */
package dev.ferry.engine.diff;
