package dev.ferry.e2e;

import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Program;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * One thing that happens at one point of a migration, and again in the next migration if the program is still there.
 *
 * @param times in a row, at most
 */
record Disturbance(FaultPoint point, Fault fault, int times) {
    /**
     * What came of it.
     *
     * @param reached whether an engine came to the point
     * @param exit of {@code ferry migrate}
     * @param said what it wrote to standard error
     */
    record Result(boolean reached, int exit, String said, Whereabouts.Outcome outcome) {}

    /** Starts a migration, disturbs it, and waits until it is certain where the program runs. */
    Result strike(ChaosSite site, Passenger passenger) throws IOException {
        Program migration = site.migrate(passenger, point, fault.what);
        boolean reached = fault.isHeld() ? strikeHeld(site, migration) : awaitReached(site, migration);
        int exit = site.awaitExit(migration);
        Whereabouts.Outcome outcome = new Whereabouts(site.source(), site.destination(), passenger.pid()).settle();
        return new Result(reached, exit, site.source().read(migration.err()), outcome);
    }

    private static boolean awaitReached(ChaosSite site, Program migration) throws IOException {
        site.awaitExit(migration);
        return site.reached().isPresent();
    }

    private boolean strikeHeld(ChaosSite site, Program migration) throws IOException {
        Optional<TestHost> reached = site.awaitReached(migration);
        if (reached.isEmpty()) return false;
        try {
            fault.strike(site, reached.get());
            site.release();
            last(site, migration);
        } finally {
            site.release();
            fault.undo(site);
        }
        return true;
    }

    /** What has no length lasts until the migration has ended. */
    private void last(ChaosSite site, Program migration) throws IOException {
        Duration lasting = fault.lasting();
        if (lasting.isZero()) {
            site.awaitExit(migration);
            return;
        }
        long end = System.nanoTime() + lasting.toNanos();
        while (site.isAlive(migration) && System.nanoTime() < end) pause();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return point + " x " + fault + (times > 1 ? " x " + times : "");
    }
}
