package dev.ferry.app.cli;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.migrate.CancelToken;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.JournalEntry;
import dev.ferry.engine.migrate.Leftovers;
import dev.ferry.engine.migrate.OpenMigration;
import dev.ferry.engine.migrate.Reconnect;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

/** {@code ferry settle}: as resolve, and the destination is asked over standard input and output. */
@Command(
        name = "settle",
        hidden = true,
        description = "Ends a migration that is in doubt; the console starts it.",
        mixinStandardHelpOptions = true)
final class SettleCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", converter = IdConverter.class, description = "The migration.")
    private UUID id;

    @Mixin
    private DoubtDecision decision;

    @ParentCommand
    private FerryCommand ferry;

    private final Journal journal = Journal.ofThisUser();

    @Override
    public Integer call() throws Exception {
        Duplex channel = ProtocolStreams.open();
        try (EventWriter events = new EventWriter(ProtocolStreams.errors())) {
            events.say(new MoveEvent.Began(ProcessHandle.current().pid(), false));
            try {
                events.say(settle(channel));
                return ExitCode.DONE;
            } catch (Exception e) {
                events.say(SendEnd.of(e));
                return FailureMessage.exitCode(e);
            }
        }
    }

    private MoveEvent settle(Duplex channel) throws Exception {
        JournalEntry entry = journal.find(id.toString(), true)
                .orElseThrow(() -> new IOException(
                        "This host knows no migration " + id + "; it was decided before, or on another host."));
        Optional<OpenMigration> taken = OpenMigration.take(journal, entry);
        if (taken.isEmpty()) {
            return over(journal.find(id.toString(), true).orElse(entry));
        }
        try (OpenMigration open = taken.get()) {
            CancelToken cancel = new CancelToken();
            return ferry.interrupt().during(cancel::cancel, () -> settle(open, once(channel), cancel));
        }
    }

    private MoveEvent settle(OpenMigration open, Leftovers.Routes routes, CancelToken cancel) throws IOException {
        if (decision.runHere()) {
            Leftovers.runHere(open, routes, cancel);
            return new MoveEvent.Settled("runs-here", "Its kept processes were let go, as was decided.");
        }
        if (decision.discard()) {
            Leftovers.discard(open, routes, cancel);
            return new MoveEvent.Settled("moved", "The old processes are gone; the program runs on the destination.");
        }
        OpenMigration.Result result = Leftovers.settle(open, routes, cancel);
        String outcome = result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new MoveEvent.Settled(outcome, Printable.of(result.sentence()));
    }

    private static MoveEvent over(JournalEntry entry) {
        boolean open = entry.state().isUndecided();
        return new MoveEvent.Settled(
                open ? "open" : "moved",
                open
                        ? "An engine is still busy with it; ask again in a moment."
                        : "The program runs on the destination.");
    }

    /** The one destination that we were given; it can not be asked a second time. */
    private static Leftovers.Routes once(Duplex channel) {
        Reconnect.Peer peer = new Reconnect.Peer() {
            @Override
            public Duplex channel() {
                return channel;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
        return entry -> Optional.of(() -> peer);
    }

    /** For picocli, whose own sentence names a class. */
    static final class IdConverter implements ITypeConverter<UUID> {
        @Override
        public UUID convert(String text) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is not the id of a migration");
            }
        }
    }
}
