/** Stopping all tasks of a tree together, and the promise to let them go on. */
package dev.ferry.engine.freeze;
