package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;

/**
 * Finds out where a program is after its migration was disturbed. It runs on one host and is not on the other, or it is kept
 * whole and stopped on the source until {@code ferry resolve} decides. It is never on none, and never runs on both.
 */
final class Whereabouts {
    /** Outcomes that are allowed. */
    enum Outcome {
        ON_SOURCE,
        ON_DESTINATION,
        KEPT_THEN_ON_SOURCE,
        KEPT_THEN_ON_DESTINATION;

        boolean isOnSource() {
            return this == ON_SOURCE || this == KEPT_THEN_ON_SOURCE;
        }
    }

    /** Engines and watchdogs get this long to settle it by themselves. */
    private static final Duration BY_THEMSELVES = Duration.ofSeconds(4);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestHost source;
    private final TestHost destination;
    private final long pid;

    Whereabouts(TestHost source, TestHost destination, String pid) {
        this.source = source;
        this.destination = destination;
        this.pid = Long.parseLong(pid);
    }

    /** To be called when {@code ferry migrate} has ended. */
    Outcome settle() throws IOException {
        boolean kept = false;
        if (!settlesWithin(BY_THEMSELVES)) {
            kept = isStopped(source.state(pid));
            resolve();
            assertThat(settlesWithin(PATIENCE)).as(this::toString).isTrue();
        }
        boolean onSource = exists(source.state(pid));
        if (kept) return onSource ? Outcome.KEPT_THEN_ON_SOURCE : Outcome.KEPT_THEN_ON_DESTINATION;
        return onSource ? Outcome.ON_SOURCE : Outcome.ON_DESTINATION;
    }

    /** First it is only asked, as a person does; who has to decide looks at the destination. */
    private void resolve() throws IOException {
        Ferry.on(source, "resolve");
        if (settlesWithin(BY_THEMSELVES) || !isStopped(source.state(pid))) return;
        JsonNode open = new ObjectMapper()
                .readTree(Ferry.on(source, "resolve", "--json").out());
        assertThat(open).as("the journal has it").hasSize(1);
        String decision = runs(destination.state(pid)) ? "--discard" : "--run-here";
        Ferry.done(source, "resolve", decision, open.get(0).path("id").asText());
    }

    private boolean settlesWithin(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isSettled()) {
            if (System.nanoTime() > deadline) return false;
            pause();
        }
        return true;
    }

    /** The source is looked at first: whoever leaves it is on the destination already. */
    private boolean isSettled() {
        char here = source.state(pid);
        char there = destination.state(pid);
        if (runs(here) && runs(there))
            assertThat(runs(source.state(pid))).as("it runs twice").isFalse();
        assertThat(exists(here) || exists(there)).as("it is lost").isTrue();
        return (runs(here) && !exists(there)) || (!exists(here) && runs(there));
    }

    private static boolean exists(char state) {
        return "ZX".indexOf(state) < 0;
    }

    private static boolean runs(char state) {
        return "RSDI".indexOf(state) >= 0;
    }

    private static boolean isStopped(char state) {
        return state == 'T';
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return "Process " + pid + " is in state " + source.state(pid) + " on the source and " + destination.state(pid)
                + " on the destination (X: none)";
    }
}
