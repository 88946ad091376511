package dev.ferry.app.cli;

import dev.ferry.engine.migrate.CancelToken;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.JournalEntry;
import dev.ferry.engine.migrate.JournalState;
import dev.ferry.engine.migrate.Leftovers;
import dev.ferry.engine.migrate.OpenMigration;
import dev.ferry.engine.migrate.OpenMigration.Outcome;
import dev.ferry.engine.migrate.OpenMigration.Result;
import dev.ferry.engine.migrate.Reconnect;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ferry resolve}. */
@Command(
        name = "resolve",
        description = {
            "Migrations whose outcome is in doubt: asks their destinations, and ends what can be ended without harm.",
            "A decision counts where nobody can be asked. Look there first: a program that runs on both hosts may do harm."
        },
        mixinStandardHelpOptions = true)
final class ResolveCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "The migration, or the beginning of its id.")
    private String id;

    @Mixin
    private DoubtDecision decision;

    @Option(names = "--json", description = "The open migrations for machines.")
    private boolean json;

    @ParentCommand
    private FerryCommand ferry;

    @Spec
    private CommandSpec spec;

    private final Journal journal = Journal.ofThisUser();

    /** A migration for machines: its state in the journal, and how it stands after the destination was asked. */
    record Shown(
            String id, String state, String outcome, String sentence, String peer, String at, List<Integer> keptPids) {}

    @Override
    public Integer call() throws Exception {
        List<JournalEntry> open = journal.entries().stream()
                .filter(entry -> entry.source() && entry.state().isUndecided())
                .filter(entry -> id == null || entry.id().startsWith(id))
                .toList();
        if (decision.runHere() || decision.discard()) {
            decide(theOnly(open));
            return ExitCode.DONE;
        }
        settleUnstarted();
        List<Shown> shown = new ArrayList<>();
        for (JournalEntry entry : open) {
            shown.add(settle(entry));
        }
        print(shown);
        return exitCode(shown);
    }

    private JournalEntry theOnly(List<JournalEntry> open) throws IOException {
        if (open.isEmpty()) {
            throw new IOException(
                    id == null
                            ? "No migration is in doubt; there is nothing to decide."
                            : "No open migration has an id that starts with " + id + "; ferry resolve lists them.");
        }
        if (open.size() > 1) {
            throw new ParameterException(spec.commandLine(), "several migrations are open; name one by its id");
        }
        return open.get(0);
    }

    private void decide(JournalEntry entry) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        CancelToken never = new CancelToken();
        try (OpenMigration open = OpenMigration.take(journal, entry).orElseThrow(() -> underWay(entry))) {
            if (decision.runHere()) {
                List<Integer> pids = Leftovers.runHere(open, this::reconnect, never);
                out.println("The processes of migration " + entry.id() + " run here again: " + pids + ".");
            } else {
                Leftovers.discard(open, this::reconnect, never);
                out.println("The processes of migration " + entry.id() + " are gone from here.");
            }
        }
        out.flush();
    }

    private static IOException underWay(JournalEntry entry) {
        return new IOException("Migration " + entry.id()
                + " is still under way; wait until its ferry has ended, or end that with Ctrl-C.");
    }

    /** Their programs run here; but a destination may still hold a copy, and need not any more. */
    private void settleUnstarted() throws Exception {
        for (JournalEntry entry : journal.entries()) {
            if (entry.source() && entry.state() == JournalState.STARTED) {
                Optional<OpenMigration> taken = OpenMigration.take(journal, entry);
                if (taken.isPresent()) {
                    try (OpenMigration open = taken.get()) {
                        ask(open);
                    }
                }
            }
        }
    }

    private Shown settle(JournalEntry entry) throws Exception {
        Optional<OpenMigration> taken = OpenMigration.take(journal, entry);
        if (taken.isEmpty()) {
            return shown(entry, Outcome.OPEN, underWay(entry).getMessage(), entry.pids());
        }
        try (OpenMigration open = taken.get()) {
            Result result = ask(open);
            return shown(entry, result.outcome(), result.sentence(), open.kept());
        }
    }

    private static Shown shown(JournalEntry entry, Outcome outcome, String sentence, List<Integer> kept) {
        String word = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Shown(
                entry.id(),
                entry.state().name(),
                word,
                Printable.of(sentence),
                entry.peer(),
                entry.at().toString(),
                outcome == Outcome.OPEN ? kept : List.of());
    }

    private Result ask(OpenMigration open) throws Exception {
        CancelToken cancel = new CancelToken();
        return ferry.interrupt().during(cancel::cancel, () -> Leftovers.settle(open, this::reconnect, cancel));
    }

    private Optional<Reconnect> reconnect(JournalEntry entry) {
        return Optional.of(HostOptions.along(entry.route(), spec.commandLine()));
    }

    private static int exitCode(List<Shown> shown) {
        if (shown.stream().anyMatch(one -> one.outcome().equals("open"))) {
            return ExitCode.IN_DOUBT;
        }
        return shown.stream().anyMatch(one -> one.outcome().equals("lost")) ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void print(List<Shown> shown) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(shown));
        } else if (shown.isEmpty()) {
            out.println("No migration is in doubt.");
        } else {
            shown.forEach(one -> out.println(one.sentence() + kept(one)));
            if (exitCode(shown) == ExitCode.IN_DOUBT) {
                out.println("Ask again with ferry resolve, or decide with --run-here or --discard.");
            }
        }
        out.flush();
    }

    private static String kept(Shown one) {
        return one.outcome().equals("open") ? " Kept here: " + one.keptPids() : "";
    }
}
