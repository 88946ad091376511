package dev.ferry.engine.migrate;

import dev.ferry.engine.procfs.OuterProc;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A migration whose source engine is gone before it was over: what is left of it here, and how it is brought to its end. Whoever has
 * this has the lock of the migration, so nobody else decides at the same time.
 */
public final class OpenMigration implements AutoCloseable {
    /** No destination holds a tree for so long. */
    private static final Duration STALE = Duration.ofHours(1);

    private final Journal journal;
    private final JournalLock lock;
    private final JournalEntry entry;
    private final KeptTree tree;
    private final boolean neverGiven;
    private final boolean runsHere;

    private OpenMigration(Journal journal, JournalLock lock, JournalEntry entry, KeptTree tree) throws IOException {
        this.journal = journal;
        this.lock = lock;
        this.entry = entry;
        this.tree = tree;
        boolean handedOver = entry.state() == JournalState.HANDED_OVER;
        this.neverGiven = !handedOver && (entry.state() == JournalState.STARTED || journal.isMarked(entry.id()));
        this.runsHere = neverGiven || (!handedOver && !tree.awake().isEmpty());
    }

    /** What came of an attempt to end it; the sentence is for a person. */
    public record Result(Outcome outcome, String sentence) {}

    /** In which way it has ended, or not. */
    public enum Outcome {
        /** It runs, or ran, on the destination only. */
        MOVED,
        /** It runs here only. */
        RUNS_HERE,
        /** It runs nowhere any more. */
        LOST,
        /** Nothing has changed; a person may decide. */
        OPEN
    }

    /**
     * Takes over a migration of which this host is the source.
     *
     * @return empty if its engine or its watchdog still lives, or if it is over; or for an engine in the pid namespace of a tree, which
     *     can send no signal to processes outside
     */
    public static Optional<OpenMigration> take(Journal journal, JournalEntry listed) throws IOException {
        if (OuterProc.current().isOther()) {
            return Optional.empty();
        }
        Optional<JournalLock> lock = journal.lock(listed.id(), true);
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        Optional<OpenMigration> taken = Optional.empty();
        try {
            taken = take(journal, lock.get(), listed.id());
            return taken;
        } finally {
            if (taken.isEmpty()) {
                lock.get().close();
            }
        }
    }

    /** The mark and the states of the processes are final once the watchdog is gone. */
    private static Optional<OpenMigration> take(Journal journal, JournalLock lock, String id) throws IOException {
        Optional<JournalEntry> entry = journal.find(id, true).filter(OpenMigration::isOpen);
        if (entry.isEmpty() || entry.get().watchdog().map(ProcessKey::isAlive).orElse(false)) {
            return Optional.empty();
        }
        KeptTree tree = new KeptTree(entry.get());
        if (entry.get().state().isUndecided() && !journal.isMarked(id)) {
            tree.awaitStop();
        }
        return tree.isTraced() ? Optional.empty() : Optional.of(new OpenMigration(journal, lock, entry.get(), tree));
    }

    static boolean isOpen(JournalEntry entry) {
        return entry.source() && entry.state().isOpen();
    }

    /** What is known of it. */
    public JournalEntry entry() {
        return entry;
    }

    /** The processes that are kept stopped here. */
    public List<Integer> kept() {
        return tree.stopped();
    }

    /** Whether the destination has to be asked. */
    boolean needsAnswer() {
        return entry.state() != JournalState.HANDED_OVER && !isStale();
    }

    private boolean isStale() {
        return entry.state() == JournalState.STARTED
                && entry.at().isBefore(Instant.now().minus(STALE));
    }

    Wish wish() {
        return runsHere ? Wish.ABORT : Wish.COMMIT;
    }

    /** Where an answer comes from. */
    @FunctionalInterface
    interface Oracle {
        Verdict ask(JournalEntry entry, Wish wish) throws IOException;
    }

    /** Ends it as far as can be known. */
    Result settle(Oracle oracle) throws IOException {
        if (neverGiven) {
            wake();
        }
        if (!needsAnswer()) {
            return isStale() ? stale() : moved();
        }
        Verdict verdict = oracle.ask(entry, wish());
        return runsHere ? settleRunning(verdict) : settleKept(verdict);
    }

    /** The right to run is here: what is stopped all the same, because the watchdog was killed too, goes on. */
    private void wake() throws IOException {
        journal.setMark(entry.id());
        tree.letRun();
    }

    private Result stale() throws IOException {
        journal.remove(entry);
        return new Result(Outcome.RUNS_HERE, sentence("was not carried out; the program was not taken from here."));
    }

    private Result settleRunning(Verdict verdict) throws IOException {
        if (verdict instanceof Verdict.Aborted) {
            wake();
            journal.remove(entry);
            return new Result(
                    Outcome.RUNS_HERE, sentence("was not carried out: " + entry.peer() + " has removed its copy."));
        }
        if (verdict instanceof Verdict.Runs) {
            return new Result(
                    Outcome.OPEN,
                    sentence("may have doubled the program: its processes were woken here, and it runs on "
                            + entry.peer() + " too; end one of them, then use --run-here or --discard."));
        }
        return new Result(Outcome.OPEN, sentence("was not carried out, but " + reason(verdict)));
    }

    private Result settleKept(Verdict verdict) throws IOException {
        if (verdict instanceof Verdict.Runs) {
            return moved();
        }
        if (verdict instanceof Verdict.Aborted) {
            return neverRan();
        }
        return new Result(Outcome.OPEN, sentence("is in doubt: " + reason(verdict)));
    }

    private Result moved() throws IOException {
        tree.kill();
        journal.write(entry.with(JournalState.DONE));
        String here = entry.isOfThisBoot() ? "the old processes are gone" : "this host was booted since";
        return new Result(
                Outcome.MOVED, sentence("is done: the program was let run on " + entry.peer() + ", and " + here + "."));
    }

    private Result neverRan() throws IOException {
        List<Integer> kept = tree.stopped();
        wake();
        journal.remove(entry);
        if (kept.isEmpty()) {
            String why = entry.isOfThisBoot() ? "its old processes were ended" : "this host was booted since";
            return new Result(Outcome.LOST, sentence("was not carried out, and the program is lost: " + why + "."));
        }
        return new Result(
                Outcome.RUNS_HERE,
                sentence("was not carried out: the program never ran on " + entry.peer() + "; its processes " + kept
                        + " run here again."));
    }

    private String sentence(String predicate) {
        return "Migration " + entry.id() + " to " + entry.peer() + " " + predicate;
    }

    private static String reason(Verdict verdict) {
        String why = verdict instanceof Verdict.Unknown unknown
                ? unknown.reason()
                : "the engine there is still busy with it";
        return (why.endsWith(".") ? why.substring(0, why.length() - 1) : why) + ".";
    }

    /** A person says that it does not run there; a destination that can be reached is told, so that it never will. */
    List<Integer> runHere(Oracle oracle) throws IOException {
        if (entry.state() == JournalState.HANDED_OVER) {
            throw new IOException("The program runs on " + entry.peer()
                    + " and must not run twice; stop it there first, or use --discard.");
        }
        List<Integer> kept = tree.stopped();
        if (kept.isEmpty() && tree.awake().isEmpty()) {
            throw new IOException(
                    "None of the processes of migration " + entry.id() + " is left here; use --discard to forget it.");
        }
        oracle.ask(entry, Wish.ABORT);
        wake();
        journal.remove(entry);
        return kept;
    }

    /** A person says that it runs there; a destination that can be reached makes it true, or says that it never will be. */
    void discard(Oracle oracle) throws IOException {
        boolean wouldBeLost = entry.state() != JournalState.HANDED_OVER
                && !tree.stopped().isEmpty()
                && oracle.ask(entry, wish()) instanceof Verdict.Aborted;
        if (wouldBeLost) {
            throw new IOException("The program never ran on " + entry.peer()
                    + " and would be lost; use ferry resolve or --run-here, and end it here if you do not want it.");
        }
        tree.kill();
        journal.remove(entry);
    }

    @Override
    public void close() {
        lock.close();
    }
}
