package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.migrate.SourceEvent.Acknowledged;
import dev.ferry.engine.migrate.SourceEvent.CheckPassed;
import dev.ferry.engine.migrate.SourceEvent.CommitBegun;
import dev.ferry.engine.migrate.SourceEvent.CommitRefused;
import dev.ferry.engine.migrate.SourceEvent.DestinationReady;
import dev.ferry.engine.migrate.SourceEvent.ImagesSent;
import dev.ferry.engine.migrate.SourceEvent.OldTreeRemoved;
import dev.ferry.engine.migrate.SourceEvent.RoundSent;
import dev.ferry.engine.migrate.SourceEvent.ThawFailed;
import dev.ferry.engine.migrate.SourceEvent.Thawed;
import dev.ferry.engine.migrate.SourceEvent.TreeFrozen;
import dev.ferry.engine.precopy.StopReason;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.Commit;
import dev.ferry.engine.wire.proto.Ready;
import dev.ferry.engine.wire.proto.Round;
import dev.ferry.engine.wire.proto.Running;
import dev.ferry.engine.wire.proto.Start;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Mman;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a tree to another host. {@link #run()} is the recipe; {@link SourceState} the states it goes through. */
public final class MigrationSource {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationSource.class);

    private final SourceTree tree;
    private final Connection connection;
    private final Journal journal;
    private final MigrationOptions options;
    private final MigrationListener listener;
    private final Stopwatch watch = new Stopwatch();
    private final MigrationTimes times = new MigrationTimes();
    private final String id = UUID.randomUUID().toString();

    private SourceState state = new SourceState.Checking();
    private Greeting greeting;
    private Preflight preflight;
    private Optional<Clocks> clocksAhead = Optional.empty();
    private Optional<SourceTree.Tracking> tracking = Optional.empty();
    private SourceTree.Frozen frozen;
    private SourceBook book;
    private IOException notTakenBack;

    private MigrationSource(
            SourceTree tree,
            Connection connection,
            Journal journal,
            MigrationOptions options,
            MigrationListener listener) {
        this.tree = tree;
        this.connection = connection;
        this.journal = journal;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Moves a tree to the engine at the other end of {@code channel}, which is closed afterwards.
     *
     * @throws PreflightRefused if one of the hosts has something against it; nothing was touched
     * @throws InDoubtException if the outcome is not known; the tree is kept stopped here
     * @throws IOException for everything else; the tree runs on here
     */
    public static MigrationReport run(
            SourceTree tree, Duplex channel, Journal journal, MigrationOptions options, MigrationListener listener)
            throws IOException {
        try (channel;
                Connection connection = Connection.open(channel, patience(options), options.link())) {
            return new MigrationSource(tree, connection, journal, options, listener).run();
        }
    }

    /** Asks both hosts whether a tree can move, and moves nothing. */
    public static Preflight check(SourceTree tree, Duplex channel, MigrationOptions options) throws IOException {
        try (channel;
                Connection connection = Connection.open(channel, patience(options), options.link())) {
            Greeting greeting = Greeting.exchange(
                    connection, options.host(), false, options.doubt().route().host());
            return SourceCheck.ask(tree, connection, options, greeting.features())
                    .preflight();
        }
    }

    private static Patience patience(MigrationOptions options) {
        return new Patience(options.silence(), options.cancel());
    }

    private MigrationReport run() throws IOException {
        try {
            greet();
            settleOthers();
            check();
            warmUp();
            track();
            preCopy();
            freeze();
            sendImages();
            awaitReady();
            giveAway();
            removeOldTree();
            return times.report(id, watch.total());
        } catch (InDoubtException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw rolledBack(e);
        } finally {
            letGo();
            tracking.ifPresent(SourceTree.Tracking::close);
            closeBook();
        }
    }

    private void greet() throws IOException {
        greeting = Greeting.exchange(
                connection, options.host(), true, options.doubt().route().host());
        reach(FaultPoint.AFTER_HELLO);
    }

    /** What an earlier command has left on that host would be in the way. */
    private void settleOthers() throws IOException {
        Leftovers.settle(journal, connection, greeting, options.doubt().route()).forEach(listener::settled);
    }

    private void check() throws IOException {
        SourceCheck check = SourceCheck.ask(tree, connection, options, greeting.features());
        preflight = check.preflight();
        clocksAhead = check.clocksAhead();
        listener.checked(preflight.findings());
        if (preflight.isRefused()) {
            throw new PreflightRefused(preflight.findings());
        }
        transition(new CheckPassed());
        reach(FaultPoint.AFTER_CHECK);
    }

    private void warmUp() throws IOException {
        Start.Builder start = Start.newBuilder()
                .setMigrationId(id)
                .setRootPid(tree.pid())
                .setRounds(wantsRounds())
                .setDoubtPatienceMs(options.doubt().patience().toMillis());
        clocksAhead.ifPresent(ahead -> start.setClocksAhead(ahead.message()));
        connection.send(MessageType.START, start.build());
        Start warm = connection.expect(MessageType.WARM, Start.parser());
        tree.warmUp();
        JournalEntry first = JournalEntry.first(id, true, JournalState.STARTED, greeting.peer());
        book = SourceBook.open(
                journal,
                tree,
                first.withPeer(warm.getJournalId(), options.doubt().route()));
        reach(FaultPoint.AFTER_WARM);
    }

    private boolean wantsRounds() {
        return options.preCopy().maxRounds() > 0 && greeting.features().contains(Greeting.PRE_COPY);
    }

    /** From here on it is noted what the tree writes. */
    private void track() throws IOException {
        if (!wantsRounds()) {
            times.stopReason = options.preCopy().maxRounds() > 0 ? StopReason.NOT_UNDERSTOOD : StopReason.OFF;
            return;
        }
        try {
            tracking = Optional.of(tree.track(greeting.features().contains(Greeting.SHARED_PRE_COPY)));
        } catch (ErrnoException e) {
            LOG.info("The memory of process {} can not be copied while it runs", tree.pid(), e);
            times.stopReason = StopReason.NOT_TRACKED;
        }
        reach(FaultPoint.AFTER_TRACK);
    }

    /** Memory while the tree runs; the rest follows while it is stopped. */
    private void preCopy() throws IOException {
        if (tracking.isPresent()) {
            PreCopyRounds rounds = new PreCopyRounds(connection, options, listener);
            times.stopReason = rounds.send(tracking.get(), bytes -> {
                transition(new RoundSent(bytes >> Mman.PAGE_SHIFT));
                reach(FaultPoint.AFTER_ROUND);
            });
            times.rounds = rounds.rounds();
            times.preCopied = rounds.bytes();
        }
        new Halt(connection, options, listener).last();
        if (wantsRounds()) {
            connection.send(MessageType.ROUND, Round.newBuilder().setLast(true).build());
        }
    }

    private void freeze() throws IOException {
        reach(FaultPoint.BEFORE_FREEZE);
        options.cancel().check();
        watch.lap();
        frozen = tree.freeze();
        times.freeze = watch.lap();
        tracking.ifPresent(ended -> times.throttled = ended.throttled());
        transition(new TreeFrozen());
        reach(FaultPoint.AFTER_FREEZE);
    }

    private void sendImages() throws IOException {
        try (WatchfulSink images = new WatchfulSink(connection.imageSink(), this::whileSending)) {
            frozen.dump(images, preflight.carry());
            images.finish();
            times.bytes = images.bytes();
        }
        times.dump = watch.lap();
        listener.sent(times.bytes);
        transition(new ImagesSent());
        reach(FaultPoint.AFTER_IMAGES);
    }

    private void whileSending(long bytes) throws IOException {
        options.cancel().check();
        connection.requireContent();
        listener.sent(bytes);
        if (bytes > 0) {
            reach(FaultPoint.IN_IMAGES);
        }
    }

    private void awaitReady() throws IOException {
        book.aboutToCommit(frozen);
        Ready ready = connection.expect(MessageType.READY, Ready.parser());
        times.transferAndRestore(watch.lap(), Duration.ofNanos(ready.getRestoreNs()));
        times.rootThere = ready.getRootPid() > 0 ? ready.getRootPid() : tree.pid();
        transition(new DestinationReady());
        reach(FaultPoint.AFTER_READY);
    }

    /** The point of no return is the change to Committing: up to there everything can be taken back. */
    private void giveAway() throws IOException {
        options.cancel().commit();
        try {
            book.keepStopped(frozen);
            reach(FaultPoint.KEPT_STOPPED);
            connection.requireContent();
            reach(FaultPoint.BEFORE_COMMIT);
            book.dismissWatch();
            reach(FaultPoint.WATCH_DISMISSED);
        } catch (IOException | RuntimeException e) {
            takeBack();
            throw e;
        }
        transition(new CommitBegun(id));
        commit();
    }

    private void commit() throws IOException {
        try {
            connection.send(
                    MessageType.COMMIT, Commit.newBuilder().setMigrationId(id).build());
            reach(FaultPoint.AFTER_COMMIT_SENT);
            Running running = connection.expect(MessageType.RUNNING, Running.parser());
            times.commit(watch.lap(), Duration.ofNanos(running.getRunningNs()));
        } catch (PeerFailedException e) {
            if (e.isRefusal()) {
                throw refused(e);
            }
            askAgain(e);
        } catch (IOException | RuntimeException e) {
            askAgain(e);
        }
        transition(new Acknowledged());
    }

    private PeerFailedException refused(PeerFailedException refusal) {
        transition(new CommitRefused(refusal.getMessage()));
        takeBack();
        return refusal;
    }

    /** Returns if the tree runs there; else it stays kept here, unless the destination says that it never will. */
    private void askAgain(Exception why) throws IOException {
        enterDoubt(why);
        Stopwatch doubt = new Stopwatch();
        Verdict verdict = new SourceDoubt(options, connection).resolve(book.entry(), why);
        if (verdict instanceof Verdict.Runs runs) {
            times.commit(watch.lap(), runs.since());
            times.doubt = doubt.total();
        } else if (verdict instanceof Verdict.Aborted) {
            throw refused(SourceDoubt.neverRan());
        } else {
            throw new InDoubtException(id, SourceDoubt.reason(verdict), why);
        }
    }

    /** If it can not be written: the entry before says COMMITTING, which is in doubt as well. */
    private void enterDoubt(Exception why) {
        transition(
                why instanceof PeerLostException
                        ? new SourceEvent.PeerLost(why.getMessage())
                        : new SourceEvent.Failed(Failures.sentence(why)));
        try {
            book.write(JournalState.IN_DOUBT);
        } catch (IOException e) {
            LOG.warn("The journal could not be written", e);
        }
    }

    /** The tree runs there, whatever happens here now; what is left here is stopped and stands in the journal. */
    private void removeOldTree() {
        try {
            book.write(JournalState.HANDED_OVER);
            reach(FaultPoint.BEFORE_KILL);
            frozen.kill();
            book.write(JournalState.DONE);
            reach(FaultPoint.AFTER_KILL);
            transition(new OldTreeRemoved());
        } catch (IOException | RuntimeException e) {
            LOG.warn("The old tree could not be removed", e);
            times.leftover = "The program runs on the destination, but its old processes are still here, stopped ("
                    + e.getMessage() + "); remove them with ferry resolve " + id + ".";
        }
    }

    /** Undoes keepStopped; should it fail, {@link #thaw} says so. */
    private void takeBack() {
        try {
            book.mark();
        } catch (IOException e) {
            LOG.warn("The mark could not be set", e);
        }
        try {
            frozen.letRun();
        } catch (IOException e) {
            notTakenBack = e;
        }
    }

    /** The tree first, for every moment counts; then the other engine, then the books. */
    private IOException rolledBack(Exception why) throws IOException {
        if (!(state instanceof SourceState.RollingBack)) {
            transition(SourceEnd.eventOf(why));
        }
        boolean runs = !(state instanceof SourceState.RollingBack) || thaw();
        IOException reason = SourceEnd.tell(connection, why, state);
        if (!runs) {
            return SourceEnd.stranded(tree.pid(), reason);
        }
        if (book != null) {
            book.rolledBack(!(why instanceof PeerLostException));
        }
        return reason;
    }

    /** Whether the tree runs again. */
    private boolean thaw() {
        try {
            letGo();
            if (notTakenBack != null) {
                throw notTakenBack;
            }
            transition(new Thawed());
            return true;
        } catch (IOException e) {
            LOG.error("The tree of process {} could not be let go on", tree.pid(), e);
            transition(new ThawFailed(e.getMessage()));
            return false;
        }
    }

    private void letGo() throws IOException {
        if (frozen != null) {
            frozen.close();
        }
    }

    private void closeBook() throws IOException {
        if (book != null) {
            book.close();
        }
    }

    private void transition(SourceEvent event) {
        SourceState next = SourceState.next(state, event);
        LOG.debug("{}: {} -> {} by {}", id, state, next, event);
        state = next;
        try {
            listener.entered(next);
        } catch (RuntimeException e) {
            LOG.error("A listener has failed", e);
        }
    }

    private void reach(FaultPoint point) throws IOException {
        options.faults().reach(point);
    }
}
