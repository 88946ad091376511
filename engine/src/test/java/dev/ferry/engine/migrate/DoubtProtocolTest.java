package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.check.Policy;
import dev.ferry.engine.migrate.OpenMigration.Outcome;
import dev.ferry.engine.migrate.OpenMigration.Result;
import dev.ferry.engine.precopy.PreCopyOptions;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both sides do after the link was lost around the commit, with real pipes and without processes. */
@Timeout(30)
class DoubtProtocolTest {
    private static final HostFacts HOST =
            HostFacts.newBuilder().setEngineVersion("0.1.0").setHostName("host").build();
    private static final Route ROUTE = new Route("web2", List.of());

    @TempDir
    private Path directory;

    private final FakeTree tree = new FakeTree();
    private final FakeRestorer restorer = new FakeRestorer();
    private final CancelToken cancel = new CancelToken();
    private final List<String> states = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();
    private final List<CompletableFuture<DestinationState>> engines = new ArrayList<>();
    private Duration patience = Duration.ofSeconds(20);
    private Duration longestHold = Duration.ofSeconds(20);
    private FaultInjector faults = FaultInjector.NONE;
    private Journal here;
    private Journal there;
    private Link link;
    private volatile boolean reachable = true;

    @BeforeEach
    void connect() throws IOException {
        here = Journal.in(directory.resolve("here"));
        there = Journal.in(directory.resolve("there"));
        link = new Link();
    }

    @AfterEach
    void nobodyRunsTwiceAndNoEngineIsLeft() {
        engines.forEach(engine -> engine.handle((state, failure) -> true).join());
        boolean runsHere = tree.life == FakeTree.Life.RUNNING;
        boolean runsThere = restorer.life == FakeRestorer.Life.RUNNING;
        assertThat(runsHere && runsThere).isFalse();
        assertThat(restorer.life).isNotEqualTo(FakeRestorer.Life.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(names = {"WATCH_DISMISSED", "AFTER_COMMIT_SENT", "AFTER_COMMIT_RECEIVED", "AFTER_RESUME"})
    void goesForwardWhenTheLinkIsBackThatWasCutAt(FaultPoint point) throws Exception {
        faults = at(point, link::cut);
        MigrationReport report = migrate();
        assertThat(report.doubt()).isPositive();
        assertThat(tree.life).isEqualTo(FakeTree.Life.KILLED);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
        assertThat(states).endsWith("Committing", "InDoubt", "HandedOver", "Completed");
        assertThat(state(here, report.migrationId(), true)).isEqualTo(JournalState.DONE);
        assertThat(state(there, report.migrationId(), false)).isEqualTo(JournalState.RUNNING);
    }

    /** A reboot in this moment must leave open whether it ran: COMMIT comes next. */
    @Test
    void expectsTheCommitOnItsDiskBeforeItSaysReady() throws Exception {
        List<JournalState> seen = new ArrayList<>();
        faults = at(FaultPoint.BEFORE_READY, () -> there.entries().forEach(entry -> seen.add(entry.state())));
        migrate();
        assertThat(seen).containsExactly(JournalState.COMMITTED);
    }

    /** A reboot while it is held means that it never ran. */
    @Test
    void noLongerExpectsTheCommitWhileItHolds() throws Exception {
        InDoubtException doubt = heldAfterTheSourceHasGivenUp();
        await().until(() -> state(there, doubt.migrationId(), false) == JournalState.RECEIVING);
        assertThat(settledLater(doubt.migrationId()).outcome()).isEqualTo(Outcome.MOVED);
    }

    @Test
    void goesBackIfTheDestinationHasDiedWithTheCommitInItsHands() {
        faults = at(FaultPoint.AFTER_COMMIT_RECEIVED, () -> {
            link.cut();
            throw new IOException("Dead.");
        });
        PeerFailedException failure = catchThrowableOfType(PeerFailedException.class, this::migrate);
        assertThat(failure).hasMessageContaining("without running it");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
        assertThat(states).endsWith("InDoubt", "RollingBack", "RolledBack");
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.REMOVED);
    }

    @Test
    void goesBackIfTheDestinationHasWaitedLongEnough() throws Exception {
        longestHold = Duration.ofMillis(100);
        reachable = false;
        faults = at(FaultPoint.WATCH_DISMISSED, link::cut);
        CompletableFuture<Throwable> end =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(PeerFailedException.class, this::migrate));
        await().until(() -> restorer.life == FakeRestorer.Life.REMOVED);
        reachable = true;
        assertThat(end.get()).hasMessageContaining("without running it");
        assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
    }

    @Test
    void keepsTheTreeIfItsPatienceEndsFirst() throws Exception {
        patience = Duration.ofMillis(300);
        reachable = false;
        faults = at(FaultPoint.AFTER_RESUME, link::cut);
        InDoubtException doubt = catchThrowableOfType(InDoubtException.class, this::migrate);
        assertThat(doubt.exitCode()).isEqualTo(4);
        assertThat(doubt).hasMessageContaining("No route to host.", "ferry resolve " + doubt.migrationId());
        assertThat(tree.life).isEqualTo(FakeTree.Life.STOPPED);
        assertThat(state(here, doubt.migrationId(), true)).isEqualTo(JournalState.IN_DOUBT);
        assertThat(settledLater(doubt.migrationId()).outcome()).isEqualTo(Outcome.MOVED);
    }

    @Test
    void stopsAskingWhenAPersonHasEnough() throws Exception {
        reachable = false;
        faults = at(FaultPoint.AFTER_RESUME, () -> {
            cancel.cancel();
            link.cut();
        });
        InDoubtException doubt = catchThrowableOfType(InDoubtException.class, this::migrate);
        assertThat(state(here, doubt.migrationId(), true)).isEqualTo(JournalState.IN_DOUBT);
    }

    @Test
    void doesNotBelieveAHostWhoseJournalIsAnother() throws Exception {
        faults = at(FaultPoint.AFTER_RESUME, () -> {
            link.cut();
            there = Journal.in(directory.resolve("elsewhere"));
        });
        InDoubtException doubt = catchThrowableOfType(InDoubtException.class, this::migrate);
        assertThat(doubt).hasMessageContaining("the journal there is not the one");
        assertThat(tree.life).isEqualTo(FakeTree.Life.STOPPED);
    }

    @Test
    void letsALaterCommandGoForwardWithAHeldTree() throws Exception {
        InDoubtException doubt = heldAfterTheSourceHasGivenUp();
        assertThat(settledLater(doubt.migrationId()).outcome()).isEqualTo(Outcome.MOVED);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
        assertThat(state(there, doubt.migrationId(), false)).isEqualTo(JournalState.RUNNING);
    }

    @Test
    void neverCommitsAHeldTreeWhoseOriginalRunsAgain() throws Exception {
        InDoubtException doubt = heldAfterTheSourceHasGivenUp();
        here.setMark(doubt.migrationId());
        assertThat(settledLater(doubt.migrationId()).outcome()).isEqualTo(Outcome.RUNS_HERE);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.REMOVED);
        assertThat(state(there, doubt.migrationId(), false)).isEqualTo(JournalState.ABORTED);
        assertThat(here.entries()).isEmpty();
    }

    private InDoubtException heldAfterTheSourceHasGivenUp() {
        reachable = false;
        faults = at(FaultPoint.WATCH_DISMISSED, () -> {
            cancel.cancel();
            link.cut();
        });
        InDoubtException doubt = catchThrowableOfType(InDoubtException.class, this::migrate);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.STOPPED);
        return doubt;
    }

    @Test
    void clearsAwayWhatTheLastMigrationHasLeftThere() throws Exception {
        faults = at(FaultPoint.AFTER_READY, () -> {
            link.cut();
            throw new PeerLostException("cut");
        });
        assertThat(catchThrowableOfType(PeerLostException.class, this::migrate)).isNotNull();
        assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.STOPPED);
        faults = FaultInjector.NONE;
        link = new Link();
        FakeRestorer second = new FakeRestorer();
        MigrationReport report = migrate(second);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.REMOVED);
        assertThat(second.life).isEqualTo(FakeRestorer.Life.RUNNING);
        assertThat(settled).isEmpty();
        assertThat(here.entries()).extracting(JournalEntry::id).containsExactly(report.migrationId());
    }

    @Test
    void endsAnEarlierDoubtOnTheWay() throws Exception {
        InDoubtException doubt = heldAfterTheSourceHasGivenUp();
        faults = FaultInjector.NONE;
        link = new Link();
        tree.life = FakeTree.Life.RUNNING;
        migrateUncancelled(new FakeRestorer());
        assertThat(settled).singleElement().asString().contains(doubt.migrationId(), "is done");
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
    }

    /** One destination engine after the other; only the first one gets a tree. */
    private void serve(FakeRestorer trees, Duplex channel) {
        DestinationOptions options =
                new DestinationOptions(HOST, Duration.ofSeconds(10), faults, longestHold, () -> {});
        Journal journal = there;
        engines.add(CompletableFuture.supplyAsync(() -> {
            try {
                return MigrationDestination.serve(trees, channel, journal, options);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }));
    }

    private Reconnect.Peer again() throws IOException {
        if (!reachable) {
            throw new IOException("No route to host.");
        }
        Link next = new Link();
        serve(new FakeRestorer(), next.destination());
        Duplex channel = next.source();
        return new Reconnect.Peer() {
            @Override
            public Duplex channel() {
                return channel;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private Result settledLater(String id) throws IOException {
        reachable = true;
        JournalEntry entry = here.find(id, true).orElseThrow();
        try (OpenMigration open = OpenMigration.take(here, entry).orElseThrow()) {
            return Leftovers.settle(open, any -> Optional.of(this::again), new CancelToken());
        }
    }

    private MigrationReport migrate() throws IOException {
        return migrate(restorer);
    }

    private MigrationReport migrate(FakeRestorer trees) throws IOException {
        return migrate(trees, cancel);
    }

    private MigrationReport migrateUncancelled(FakeRestorer trees) throws IOException {
        return migrate(trees, new CancelToken());
    }

    private MigrationReport migrate(FakeRestorer trees, CancelToken token) throws IOException {
        serve(trees, link.destination());
        MigrationListener listener = new MigrationListener() {
            @Override
            public void entered(SourceState state) {
                states.add(state.getClass().getSimpleName());
            }

            @Override
            public void settled(String sentence) {
                settled.add(sentence);
            }
        };
        DoubtOptions doubt = new DoubtOptions(patience, ROUTE, Optional.of(this::again));
        MigrationOptions options = new MigrationOptions(
                HOST,
                Policy.CAREFUL,
                PreCopyOptions.usual(),
                LinkOptions.DEFAULT,
                Duration.ofSeconds(10),
                token,
                new Pause(),
                faults,
                doubt);
        return MigrationSource.run(tree, link.source(), here, options, listener);
    }

    private static JournalState state(Journal journal, String id, boolean source) throws IOException {
        return journal.find(id, source).orElseThrow().state();
    }

    private static FaultInjector at(FaultPoint chosen, FaultInjectorAction action) {
        return point -> {
            if (point == chosen) {
                action.run();
            }
        };
    }

    @FunctionalInterface
    private interface FaultInjectorAction {
        void run() throws IOException;
    }
}
