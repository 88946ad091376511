package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.migrate.DestinationEvent.Asked;
import dev.ferry.engine.migrate.DestinationEvent.Checked;
import dev.ferry.engine.migrate.DestinationEvent.Committed;
import dev.ferry.engine.migrate.DestinationEvent.Greeted;
import dev.ferry.engine.migrate.DestinationEvent.Reported;
import dev.ferry.engine.migrate.DestinationEvent.Restored;
import dev.ferry.engine.migrate.DestinationEvent.Resumed;
import dev.ferry.engine.migrate.DestinationEvent.SetEnded;
import dev.ferry.engine.migrate.DestinationEvent.Started;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.CheckAnswer;
import dev.ferry.engine.wire.proto.CheckRequest;
import dev.ferry.engine.wire.proto.Commit;
import dev.ferry.engine.wire.proto.Ready;
import dev.ferry.engine.wire.proto.Resolve;
import dev.ferry.engine.wire.proto.Round;
import dev.ferry.engine.wire.proto.Running;
import dev.ferry.engine.wire.proto.Start;
import dev.ferry.engine.wire.proto.Tree;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a tree from another host. {@link #run()} is the recipe; {@link DestinationState} the states it goes through. */
public final class MigrationDestination {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationDestination.class);

    /** Each may leave an entry in the journal. */
    static final int MAX_QUESTIONS = 64;

    private final TreeRestorer restorer;
    private final Connection connection;
    private final Journal journal;
    private final DestinationOptions options;
    private final Stopwatch watch = new Stopwatch();

    private DestinationState state = new DestinationState.Listening();
    private Greeting greeting;
    private String id;
    private TreeRestorer.RestoredTree tree;
    private int questions;
    private DestinationBook book;
    private Duration holdFor = Duration.ZERO;
    private ClockDistance clocks = ClockDistance.UNKNOWN;
    private HeldDoor.Caller caller;

    private MigrationDestination(
            TreeRestorer restorer, Connection connection, Journal journal, DestinationOptions options) {
        this.restorer = restorer;
        this.connection = connection;
        this.journal = journal;
        this.options = options;
    }

    /**
     * Answers checks and takes at most one tree from the engine at the other end of {@code channel}, which is closed afterwards.
     *
     * @return Completed if a tree came and runs here, Aborted if the source left without moving one
     * @throws IOException if a migration failed; nothing of it is left here, and the source has been told
     */
    public static DestinationState serve(
            TreeRestorer restorer, Duplex channel, Journal journal, DestinationOptions options) throws IOException {
        Patience patience = new Patience(options.silence(), new CancelToken());
        try (channel;
                Connection connection = Connection.open(channel, patience, LinkOptions.DEFAULT)) {
            return new MigrationDestination(restorer, connection, journal, options).run();
        }
    }

    private DestinationState run() throws IOException {
        try {
            greet();
            Optional<Start> start = answerChecks();
            if (start.isEmpty()) {
                return transition(new DestinationEvent.PeerLost("The source has left."));
            }
            warmUp(start.get());
            return receive(start.get());
        } catch (IOException | RuntimeException e) {
            throw aborted(e);
        } finally {
            closeBook();
        }
    }

    private void greet() throws IOException {
        greeting = Greeting.exchange(connection, options.host());
        transition(new Greeted());
        if (greeting.moving()) {
            restorer.beginWarmUp();
        }
    }

    /** Until a migration starts, or the source leaves. */
    private Optional<Start> answerChecks() throws IOException {
        while (true) {
            Optional<Message> message = connection.receive();
            if (message.isEmpty()) {
                return Optional.empty();
            }
            switch (message.get().type()) {
                case CHECK_REQUEST -> answer(message.get().as(CheckRequest.parser()));
                case RESOLVE -> remember(message.get().as(Resolve.parser()));
                case START -> {
                    return Optional.of(message.get().as(Start.parser()));
                }
                default ->
                    throw new ProtocolException("it sent " + message.get().type() + " before START");
            }
        }
    }

    private void answer(CheckRequest request) throws IOException {
        Preflight preflight =
                restorer.check(request.getFacts(), options.host(), Answers.fromWire(request.getExistingFiles()));
        CheckAnswer.Builder answer = Answers.toWire(preflight).toBuilder();
        if (greeting.features().contains(Greeting.TIME_NAMESPACE)) {
            clocks = new ClockDistance(request.getFacts(), options.host());
            answer.setClocks(Clocks.now().message());
        }
        connection.send(MessageType.CHECK_ANSWER, answer.build());
        transition(new Checked());
    }

    private void remember(Resolve question) throws IOException {
        if (++questions > MAX_QUESTIONS) {
            throw new ProtocolException("it asks for more than " + MAX_QUESTIONS + " migrations");
        }
        String asked = uuid(question.getMigrationId());
        connection.send(MessageType.RESOLVED, new DestinationMemory(journal, greeting.peer()).answer(asked, question));
        transition(new Asked());
    }

    private void warmUp(Start start) throws IOException {
        id = uuid(start.getMigrationId());
        transition(new Started(id));
        book = DestinationBook.open(journal, id, greeting.peer());
        holdFor = holdFor(start);
        reach(FaultPoint.AFTER_START);
        restorer.warmUp();
        connection.send(
                MessageType.WARM,
                start.toBuilder().setJournalId(journal.identity()).build());
    }

    private Duration holdFor(Start start) {
        long longest = options.longestHold().toMillis();
        boolean tooLong = Long.compareUnsigned(start.getDoubtPatienceMs(), longest) > 0;
        return Duration.ofMillis(tooLong ? longest : start.getDoubtPatienceMs());
    }

    /** It becomes part of a file name. */
    private static String uuid(String text) throws ProtocolException {
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("its migration has no proper id");
        }
    }

    private DestinationState receive(Start start) throws IOException {
        try (TreeRestorer.Skeleton skeleton = restorer.prepare(clocks.ahead(start))) {
            if (start.getRounds()) {
                receiveRounds(skeleton);
            }
            expectToCommit();
            restore(skeleton);
        }
        ready();
        awaitCommit();
        takeOver();
        resume();
        return report();
    }

    /** Memory of the tree, which runs on the source meanwhile. */
    private void receiveRounds(TreeRestorer.Skeleton skeleton) throws IOException {
        while (true) {
            Message message = connection
                    .receive(pages -> take(PageTransfer.parse(pages), skeleton))
                    .orElseThrow(() -> new PeerLostException("it has closed the connection"));
            switch (message.type()) {
                case TREE -> {
                    skeleton.grow(TreeShape.parse(message.as(Tree.parser())));
                    reach(FaultPoint.AFTER_TREE);
                }
                case ROUND -> {
                    Round round = message.as(Round.parser());
                    reach(FaultPoint.IN_SKELETON);
                    if (round.getLast()) {
                        return;
                    }
                    connection.send(MessageType.ROUND, round);
                }
                default -> throw new ProtocolException("it sent " + message.type() + " among the pages");
            }
        }
    }

    private void take(PageTransfer pages, TreeRestorer.Skeleton skeleton) throws IOException {
        skeleton.take(pages);
        if (!pages.isArea()) {
            reach(FaultPoint.IN_PAGES);
        }
    }

    /** On the disk while the source still freezes and dumps, so that it costs no downtime when COMMIT comes. */
    private void expectToCommit() throws IOException {
        book.write(JournalState.COMMITTED);
    }

    private void restore(TreeRestorer.Skeleton skeleton) throws IOException {
        try (ImageSource images = new AnnouncingSource(connection.imageSource(), this::setEnded)) {
            tree = skeleton.restore(images);
            while (images.next().isPresent()) {}
        }
        reach(FaultPoint.SET_ENDED);
    }

    private void setEnded() {
        watch.lap();
        transition(new SetEnded());
    }

    private void ready() throws IOException {
        reach(FaultPoint.BEFORE_READY);
        transition(new Restored());
    }

    /** From the first byte of READY on, COMMIT may be on its way: a lost link says nothing. */
    private void awaitCommit() throws IOException {
        try {
            int root = OuterProc.current().outer(tree.pids().get(0));
            connection.send(
                    MessageType.READY,
                    Ready.newBuilder()
                            .setRestoreNs(watch.lap().toNanos())
                            .setRootPid(root)
                            .build());
            reach(FaultPoint.READY_SENT);
            book.know(tree.pids());
            Commit commit = connection.expect(MessageType.COMMIT, Commit.parser());
            if (!commit.getMigrationId().equals(id)) {
                throw new ProtocolException(
                        FailureCode.WRONG_MIGRATION, "The commit was for another migration; nothing was resumed.");
            }
        } catch (PeerLostException lost) {
            transition(new DestinationEvent.PeerLost(lost.getMessage()));
            hold(lost);
        }
    }

    /** The tree stays as it is until the source is heard again, by another engine that passes its word on. */
    private void hold(PeerLostException lost) throws IOException {
        if (holdFor.isZero()) {
            throw lost;
        }
        noLongerExpectToCommit();
        try (HeldDoor door = HeldDoor.open(journal.door(id))) {
            giveUpTheLink();
            caller = door.await(holdFor).orElseThrow(() -> lost);
        }
        if (caller.wish() == Wish.ABORT) {
            throw new CancelledException();
        }
        expectToCommit();
    }

    /** So that a reboot while it is held means that it never ran. If it can not be written, a reboot leaves that open. */
    private void noLongerExpectToCommit() {
        try {
            book.write(JournalState.RECEIVING);
        } catch (IOException e) {
            LOG.warn("The journal could not be written", e);
        }
    }

    /** Nothing that comes over it counts any more. That it can not be closed properly is no surprise. */
    private void giveUpTheLink() {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("The link was lost indeed", e);
        }
        options.alone().run();
    }

    private void takeOver() throws IOException {
        book.note(JournalState.COMMITTED);
        reach(FaultPoint.AFTER_COMMIT_RECEIVED);
        transition(new Committed());
    }

    private void resume() throws IOException {
        book.note(JournalState.RESUMING);
        reach(FaultPoint.BEFORE_RESUME);
        tree.resume();
        watch.lap();
        transition(new Resumed());
        book.write(JournalState.RUNNING);
        reach(FaultPoint.AFTER_RESUME);
    }

    private DestinationState report() throws IOException {
        if (caller != null) {
            caller.answerDone();
        } else {
            connection.send(
                    MessageType.RUNNING,
                    Running.newBuilder().setRunningNs(watch.lap().toNanos()).build());
        }
        reach(FaultPoint.AFTER_REPORT);
        return transition(new Reported());
    }

    /** A tree that runs stays, whatever fails then; of any other nothing is left before the source hears of it. */
    private IOException aborted(Exception why) {
        IOException reason =
                why instanceof IOException known ? known : new MigrationException(Failures.sentence(why), why);
        if (state instanceof DestinationState.Running) {
            return reason;
        }
        DestinationState failedIn = state;
        transition(DestinationEnd.eventOf(why));
        boolean nothingLeft = remove(reason, failedIn);
        DestinationEnd.tell(connection, why, failedIn, nothingLeft);
        return reason;
    }

    /** Whether nothing is left. What failed while it was let go may have run: then the journal does not say that it was aborted. */
    private boolean remove(IOException reason, DestinationState failedIn) {
        try {
            if (tree != null) {
                tree.close();
            }
            if (book != null && !(failedIn instanceof DestinationState.Resuming)) {
                writeAborted();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    /** If it can not be written: without a living engine, RECEIVING and COMMITTED mean the same. */
    private void writeAborted() {
        try {
            book.write(JournalState.ABORTED);
            if (caller != null && caller.wish() == Wish.ABORT) {
                caller.answerDone();
            }
        } catch (IOException e) {
            LOG.warn("The journal could not be written, or nobody heard of it", e);
        }
    }

    private void closeBook() throws IOException {
        if (caller != null) {
            caller.close();
        }
        if (book != null) {
            book.close();
        }
    }

    private DestinationState transition(DestinationEvent event) {
        DestinationState next = DestinationState.next(state, event);
        LOG.debug("{}: {} -> {} by {}", id, state, next, event);
        state = next;
        return next;
    }

    private void reach(FaultPoint point) throws IOException {
        options.faults().reach(point);
    }
}
