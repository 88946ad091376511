package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.Resolve;
import dev.ferry.engine.wire.proto.Resolved;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Asks a destination what became of a migration. */
final class Inquiry {
    /** An entry is younger than its migration, and a destination must not think that it has never heard of an older one. */
    private static final Duration MARGIN = Duration.ofDays(1);

    private Inquiry() {}

    /** Greets on a new connection and asks. */
    static Verdict over(Connection connection, Greeting greeting, JournalEntry entry, Wish wish) throws IOException {
        if (!greeting.peer().equals(entry.peer())) {
            return new Verdict.Unknown(
                    "the host that answers is called " + greeting.peer() + " and not " + entry.peer(), true);
        }
        try {
            connection.send(MessageType.RESOLVE, question(entry, wish));
            return verdict(connection.expect(MessageType.RESOLVED, Resolved.parser()), entry);
        } catch (PeerFailedException complaint) {
            return new Verdict.Unknown("the engine there says: " + complaint.getMessage(), true);
        }
    }

    private static Resolve question(JournalEntry entry, Wish wish) {
        Duration age = Duration.between(entry.at(), Instant.now()).plus(MARGIN);
        return Resolve.newBuilder()
                .setMigrationId(entry.id())
                .setWish(wish == Wish.COMMIT ? Resolve.Wish.COMMIT : Resolve.Wish.ABORT)
                .setAgeMs(Math.max(age.toMillis(), 0))
                .build();
    }

    /** That it has never run is believed only if it is said by the journal that knows. */
    private static Verdict verdict(Resolved answer, JournalEntry entry) {
        return switch (answer.getState()) {
            case RUNNING -> new Verdict.Runs(Duration.ofMillis(Math.max(answer.getRunningMs(), 0)));
            case PENDING -> new Verdict.Pending();
            case ABORTED ->
                !entry.peerJournal().isEmpty() && answer.getJournalId().equals(entry.peerJournal())
                        ? new Verdict.Aborted()
                        : new Verdict.Unknown("the journal there is not the one that knew of it", true);
            case UNKNOWN, UNRECOGNIZED -> new Verdict.Unknown(reason(answer.getText()), true);
        };
    }

    /** Somebody else's text ends on a terminal. */
    private static String reason(String text) {
        String start = text.length() <= 500 ? text : text.substring(0, 500);
        return start.isBlank() ? "the engine there does not know" : start.replaceAll("\\p{Cntrl}", "?");
    }
}
