package dev.ferry.engine.migrate;

import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.check.ThisHost;
import dev.ferry.engine.migrate.OpenMigration.Outcome;
import dev.ferry.engine.migrate.OpenMigration.Result;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Migrations that this user's earlier commands have left behind. */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /** Until an engine that still waits for its old link has given that up. */
    private static final Duration PENDING = MigrationOptions.SILENCE.plusSeconds(20);

    private Leftovers() {}

    /** How a host is reached that was named in an earlier command. */
    @FunctionalInterface
    public interface Routes {
        /** Empty if it can not be reached without asking somebody. */
        Optional<Reconnect> to(JournalEntry entry);
    }

    /**
     * Ends one by asking its destination, if that can be reached.
     *
     * @param cancel ends the waiting
     */
    public static Result settle(OpenMigration open, Routes routes, CancelToken cancel) throws IOException {
        return open.settle(oracle(routes, cancel));
    }

    /** Lets it go on here, as a person has decided; returns the pids. */
    public static List<Integer> runHere(OpenMigration open, Routes routes, CancelToken cancel) throws IOException {
        return open.runHere(oracle(routes, cancel));
    }

    /** Kills what is kept here, as a person has decided. */
    public static void discard(OpenMigration open, Routes routes, CancelToken cancel) throws IOException {
        open.discard(oracle(routes, cancel));
    }

    private static OpenMigration.Oracle oracle(Routes routes, CancelToken cancel) throws IOException {
        HostFacts host = ThisHost.facts(EngineVersion.CURRENT);
        return (entry, wish) -> {
            Optional<Reconnect> way = entry.route().isKnown() ? routes.to(entry) : Optional.empty();
            if (way.isEmpty()) {
                return new Verdict.Unknown("how to reach " + entry.peer() + " is not known", true);
            }
            return new PatientInquiry(way.get(), host, MigrationOptions.SILENCE, Duration.ZERO, PENDING, cancel)
                    .ask(entry, wish);
        };
    }

    /** Ends those that went to the host with which we speak now; their sentences, if there is something to say. */
    static List<String> settle(Journal journal, Connection connection, Greeting greeting, Route route)
            throws IOException {
        List<String> sentences = new ArrayList<>();
        List<JournalEntry> there = readable(journal).stream()
                .filter(entry -> OpenMigration.isOpen(entry)
                        && entry.route().isKnown()
                        && entry.route().equals(route)
                        && !entry.peerJournal().isEmpty())
                .limit(MigrationDestination.MAX_QUESTIONS)
                .toList();
        for (JournalEntry entry : there) {
            settle(journal, entry, connection, greeting).ifPresent(sentences::add);
        }
        return sentences;
    }

    /** A damaged entry is the business of {@code ferry resolve}, and no reason not to move another tree. */
    private static List<JournalEntry> readable(Journal journal) {
        try {
            return journal.entries();
        } catch (IOException e) {
            LOG.warn("The journal can not be read", e);
            return List.of();
        }
    }

    private static Optional<String> settle(
            Journal journal, JournalEntry listed, Connection connection, Greeting greeting) throws IOException {
        Optional<OpenMigration> taken = OpenMigration.take(journal, listed);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (OpenMigration open = taken.get()) {
            Result result = open.settle((entry, wish) -> Inquiry.over(connection, greeting, entry, wish));
            boolean worthSaying = result.outcome() != Outcome.OPEN && listed.state() != JournalState.STARTED;
            return worthSaying ? Optional.of(result.sentence()) : Optional.empty();
        }
    }
}
