/**
 * From a checkpoint to a living tree. {@link dev.ferry.engine.restore.RestoreRunner} is the recipe; each stage is over for the
 * whole tree before the next begins. Until the tree is released, the death of this process ends it.
 */
package dev.ferry.engine.restore;
