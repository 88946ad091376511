/** From a living tree to a checkpoint: {@link dev.ferry.engine.dump.DumpRunner} is the recipe, the other classes its steps. */
package dev.ferry.engine.dump;
