/**
 * Feeds readers of hostile input with damaged inputs. Each comes from a seed of its own; a failure names it, and {@code
 * -Dferry.fuzz.seed=N -Dferry.fuzz.count=1} feeds that input alone. {@code -Dferry.fuzz.count} alone sets how many each target gets.
 */
package dev.ferry.engine.fuzz;
