package dev.ferry.app.cli;

import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.JournalEntry;
import dev.ferry.engine.migrate.JournalState;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry resolve}. */
@Command(
        name = "resolve",
        description = {
            "Shows migrations of which it is not known whether the program runs on the destination, and decides them.",
            "Look there first: a program that runs on both hosts may do harm."
        },
        mixinStandardHelpOptions = true)
final class ResolveCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "The migration, or the beginning of its id.")
    private String id;

    @ArgGroup
    private Decision decision = new Decision();

    @Option(names = "--json", description = "The open migrations for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** What is to become of the kept processes. */
    static final class Decision {
        @Option(names = "--run-here", description = "It does not run there: the kept processes go on here.")
        private boolean runHere;

        @Option(names = "--discard", description = "It runs there: the kept processes are killed.")
        private boolean discard;
    }

    /** An open migration for machines. */
    record Open(String id, String state, String peer, String at, List<Integer> keptPids) {}

    @Override
    public Integer call() throws IOException {
        Journal journal = Journal.ofThisUser();
        List<JournalEntry> open = journal.entries().stream()
                .filter(ResolveCommand::isOpen)
                .filter(entry -> id == null || entry.id().startsWith(id))
                .toList();
        if (decision.runHere || decision.discard) {
            decide(journal, theOnly(open));
        } else {
            print(open);
        }
        return ExitCode.DONE;
    }

    private static boolean isOpen(JournalEntry entry) {
        return entry.source()
                && (entry.state() == JournalState.COMMITTING
                        || entry.state() == JournalState.IN_DOUBT
                        || entry.state() == JournalState.HANDED_OVER);
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

    private void decide(Journal journal, JournalEntry entry) throws IOException {
        KeptTree kept = KeptTree.of(entry);
        PrintWriter out = spec.commandLine().getOut();
        if (decision.runHere) {
            kept.letRun();
            journal.remove(entry);
            out.println("The processes of migration " + entry.id() + " run here again: " + kept.pids() + ".");
        } else {
            kept.kill();
            journal.remove(entry);
            out.println("The processes of migration " + entry.id() + " are gone from here.");
        }
        out.flush();
    }

    private void print(List<JournalEntry> open) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(open.stream().map(ResolveCommand::forMachines).toList()));
        } else if (open.isEmpty()) {
            out.println("No migration is in doubt.");
        } else {
            for (JournalEntry entry : open) {
                out.println(entry.id() + "  to " + Printable.of(entry.peer()) + "  " + entry.at() + "  " + state(entry)
                        + "  kept here: " + KeptTree.present(entry));
            }
            out.println("Decide with --run-here or --discard.");
        }
        out.flush();
    }

    private static String state(JournalEntry entry) {
        return entry.state() == JournalState.HANDED_OVER ? "runs there, not removed here" : "in doubt";
    }

    private static Open forMachines(JournalEntry entry) {
        return new Open(
                entry.id(), entry.state().name(), entry.peer(), entry.at().toString(), KeptTree.present(entry));
    }
}
