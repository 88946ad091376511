/**
 * Moving a tree over one duplex byte channel as a transaction. {@link dev.ferry.engine.migrate.MigrationSource} and {@link
 * dev.ferry.engine.migrate.MigrationDestination} are the two sides; start reading there.
 *
 * <pre>
 * source                                  destination
 *   magic, HELLO               &lt;->          magic, HELLO
 *   CHECK_REQUEST (facts)      -->          CHECK_ANSWER: findings, what to bring along
 *   START                      -->          WARM: ready to receive
 *   freeze; images as frames   -->          restores everything, still stopped
 *                              &lt;--          READY
 *   keep stopped, journal; COMMIT -->       journal; resumes; RUNNING
 *   kill the old tree, journal
 * </pre>
 *
 * <p>Until the source begins to send COMMIT, whatever fails ends with the tree running on the source; should the source be killed, a
 * {@link dev.ferry.engine.migrate.DeathWatch} sees to it. From then on the source never lets it run by itself. If it does not learn the
 * outcome, the migration is in doubt: the tree stays stopped and whole, on the destination too ({@code Holding}), and the source
 * asks, over new connections:
 *
 * <pre>
 *   magic, HELLO               &lt;->          magic, HELLO
 *   RESOLVE (id, wish)         -->          RESOLVED (what became of it)
 * </pre>
 *
 * <p>A dead source's part is taken over by {@link dev.ferry.engine.migrate.OpenMigration}, a dead destination's by {@code
 * DestinationMemory}. Decision 0010 has the tables.
 */
package dev.ferry.engine.migrate;
