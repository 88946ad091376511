package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.Resolve;
import dev.ferry.engine.wire.proto.Resolved;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a source that asks what became of a migration. Who answers has the lock of the migration, so its engine is dead and nothing
 * can change any more; or its engine lives, and is told what the source wishes.
 */
final class DestinationMemory {
    /** To resume the largest tree, or to remove it. */
    private static final Duration DOOR_LIMIT = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(DestinationMemory.class);

    private final Journal journal;
    private final String peer;

    DestinationMemory(Journal journal, String peer) {
        this.journal = journal;
        this.peer = peer;
    }

    Resolved answer(String id, Resolve question) throws IOException {
        Resolved.Builder answer = decided(id, question).orElse(null);
        if (answer == null && HeldDoor.knock(journal.door(id), wish(question), DOOR_LIMIT)) {
            // It has done it and has written it down; its lock goes with it in a moment.
            answer = journal.find(id, false)
                    .flatMap(DestinationMemory::ofDecided)
                    .orElse(null);
        }
        return (answer == null ? say(Resolved.State.PENDING) : answer)
                .setJournalId(journal.identity())
                .build();
    }

    private static Wish wish(Resolve question) throws ProtocolException {
        return switch (question.getWish()) {
            case COMMIT -> Wish.COMMIT;
            case ABORT -> Wish.ABORT;
            case UNKNOWN, UNRECOGNIZED -> throw new ProtocolException("its question has no known wish");
        };
    }

    /** Empty while an engine has the lock. */
    private Optional<Resolved.Builder> decided(String id, Resolve question) throws IOException {
        Optional<JournalLock> lock = journal.lock(id, false);
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<JournalEntry> entry = journal.find(id, false);
            return Optional.of(entry.isPresent() ? ofTheDead(entry.get()) : ofNobody(id, question));
        } finally {
            lock.get().close();
        }
    }

    /** So that a START or COMMIT that comes later is refused. */
    private Resolved.Builder ofNobody(String id, Resolve question) throws IOException {
        long age = Math.min(
                Math.max(question.getAgeMs(), 0), Duration.ofDays(100_000).toMillis());
        Instant began = Instant.now().minusMillis(age);
        if (!began.isAfter(new JournalPruning(journal).forgottenUntil())) {
            return unknown("the journal there has forgotten migrations of that time");
        }
        journal.write(JournalEntry.first(id, false, JournalState.ABORTED, peer));
        return say(Resolved.State.ABORTED);
    }

    private static Optional<Resolved.Builder> ofDecided(JournalEntry entry) {
        return switch (entry.state()) {
            case RUNNING -> Optional.of(say(Resolved.State.RUNNING).setRunningMs(since(entry)));
            case ABORTED -> Optional.of(say(Resolved.State.ABORTED));
            default -> Optional.empty();
        };
    }

    private static long since(JournalEntry entry) {
        return Math.max(Duration.between(entry.at(), Instant.now()).toMillis(), 0);
    }

    private Resolved.Builder ofTheDead(JournalEntry entry) throws IOException {
        return switch (entry.state()) {
            case RECEIVING -> abort(entry);
            case COMMITTED -> ofCommitted(entry);
            case RESUMING -> ofResuming(entry);
            default -> ofDecided(entry).orElse(unknown("the journal there speaks of another side of it"));
        };
    }

    /** If it can not be written: nobody is left who could resume it, and the entry that is there refuses a new START. */
    private Resolved.Builder abort(JournalEntry entry) {
        try {
            journal.write(entry.with(JournalState.ABORTED));
        } catch (IOException e) {
            LOG.warn("The journal could not be written", e);
        }
        return say(Resolved.State.ABORTED);
    }

    /** Everything restored dies with its engine until it is let go, and before that the engine writes RESUMING. */
    private Resolved.Builder ofCommitted(JournalEntry entry) throws IOException {
        if (!entry.isOfThisBoot()) {
            return unknown("that host was booted in the moment in which the program was let go");
        }
        return entry.processes().stream().anyMatch(ProcessKey::isAlive) ? say(Resolved.State.PENDING) : abort(entry);
    }

    private Resolved.Builder ofResuming(JournalEntry entry) throws IOException {
        boolean whole = entry.isOfThisBoot() && entry.processes().stream().allMatch(process -> process.isAlive());
        if (!whole) {
            return unknown("the engine there died while it let the program go, and not all of it is there (any more)");
        }
        journal.write(entry.with(JournalState.RUNNING));
        return say(Resolved.State.RUNNING).setRunningMs(since(entry));
    }

    private static Resolved.Builder say(Resolved.State state) {
        return Resolved.newBuilder().setState(state);
    }

    private static Resolved.Builder unknown(String why) {
        return say(Resolved.State.UNKNOWN).setText(why);
    }
}
