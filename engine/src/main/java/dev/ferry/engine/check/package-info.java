/**
 * Can this tree be moved, and to that host? Every reason why not, all at once, before anything is touched. {@link
 * dev.ferry.engine.check.TreeCheck} looks at the tree on its host, {@link dev.ferry.engine.check.FactsCollector} describes it for
 * the other host, and {@link dev.ferry.engine.check.DestinationCheck} answers there.
 */
package dev.ferry.engine.check;
