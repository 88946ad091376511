/**
 * Memory that is copied while the tree runs. The source notes what is written and sends it in rounds ({@link
 * dev.ferry.engine.precopy.TreeTracker}); the destination fills it into processes that it holds ready. Both know the tree by its
 * {@link dev.ferry.engine.precopy.TreeShape} and conclude from it, each by itself, whose memory is still there at the end.
 */
package dev.ferry.engine.precopy;
