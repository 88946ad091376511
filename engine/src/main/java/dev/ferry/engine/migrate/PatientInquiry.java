package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Asks over new connections until there is an answer.
 *
 * @param reconnect how the destination is reached
 * @param host facts about this one
 * @param silence how long an engine may say nothing
 * @param unreached how long to try if the destination can not be reached
 * @param pending how long to ask again if it is still busy with the migration
 * @param cancel ends the waiting
 */
record PatientInquiry(
        Reconnect reconnect,
        HostFacts host,
        Duration silence,
        Duration unreached,
        Duration pending,
        CancelToken cancel) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration PENDING_PAUSE = Duration.ofSeconds(1);
    private static final long SLICE_MS = 50;

    /** An answer, or what stood in the way the last time. */
    Verdict ask(JournalEntry entry, Wish wish) throws IOException {
        long began = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Verdict verdict = askOnce(entry, wish);
            Duration patience = patience(verdict);
            Duration gone = Duration.ofNanos(System.nanoTime() - began);
            if (gone.compareTo(patience) >= 0 || cancel.isImpatient()) {
                return verdict;
            }
            boolean isPending = verdict instanceof Verdict.Pending;
            pause(isPending && pause.compareTo(PENDING_PAUSE) > 0 ? PENDING_PAUSE : pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private Duration patience(Verdict verdict) {
        if (verdict instanceof Verdict.Pending) {
            return pending;
        }
        return verdict instanceof Verdict.Unknown unknown && !unknown.isFinal() ? unreached : Duration.ZERO;
    }

    private Verdict askOnce(JournalEntry entry, Wish wish) {
        try (Reconnect.Peer peer = reconnect.open();
                Connection connection = Connection.open(
                        peer.channel(), new Patience(silence, new CancelToken()), LinkOptions.DEFAULT)) {
            return Inquiry.over(
                    connection,
                    Greeting.exchange(connection, host, false, entry.route().host()),
                    entry,
                    wish);
        } catch (IOException e) {
            return new Verdict.Unknown(Failures.sentence(e), false);
        }
    }

    private void pause(Duration length) throws InterruptedIOException {
        long end = System.nanoTime() + length.toNanos();
        try {
            while (System.nanoTime() < end && !cancel.isImpatient()) {
                Thread.sleep(SLICE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The migration was interrupted.");
        }
    }
}
