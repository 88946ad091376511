/**
 * Conducts headless ferry processes on hosts and joins their streams. It dumps and restores nothing itself, is never root, and knows
 * no toolkit. {@link dev.ferry.app.conduct.Hosts} opens sessions; a {@link dev.ferry.app.conduct.HostSession} watches a host and moves
 * trees from it. Decision 0012.
 */
package dev.ferry.app.conduct;
