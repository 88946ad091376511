package dev.ferry.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.checkpoints.SaveViewModel;
import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.HistoryEntry.Outcome;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveReport;
import dev.ferry.app.conduct.Phase;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import dev.ferry.app.conduct.RecentCheckpoints;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.hosts.HostCardModel;
import dev.ferry.app.hosts.HostState;
import dev.ferry.app.migration.FindingChoice;
import dev.ferry.app.migration.Halting;
import dev.ferry.app.migration.MoveModel;
import dev.ferry.app.migration.PreflightViewModel;
import dev.ferry.app.migration.Step;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import dev.ferry.remote.UserPrompts;
import dev.ferry.testwindow.SampleCheckpoint;
import dev.ferry.testwindow.Samples;
import dev.ferry.testwindow.ScriptedHosts;
import dev.ferry.testwindow.ScriptedMove;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of the console but its looks, on one thread. */
class ConsoleViewModelTest {
    private final ScriptedHosts hosts = new ScriptedHosts();
    private static final RecentCheckpoints NO_CHECKPOINTS =
            new RecentCheckpoints(Path.of("target", "no-checkpoints.json"));

    private final List<HistoryEntry> history = new ArrayList<>();
    private final ConsoleViewModel model = new ConsoleViewModel(
            hosts, UserPrompts.none(), UserPrompts.none(), history::add, NO_CHECKPOINTS, Runnable::run, Runnable::run);
    private final ProcessFacts python = Samples.tree(2310, "python3", 0.9);
    private final ProcessFacts redis = Samples.tree(2402, "redis-server", 0.1);

    @BeforeEach
    void open() {
        hosts.here().show(List.of(python, redis));
        model.open();
    }

    private HostCardModel card(int index) {
        return model.hosts().cards().get().get(index);
    }

    private HostCardModel sandbox() {
        return card(1);
    }

    @Test
    void firstStartShowsThisMachineAndOffersTheSandbox() {
        assertThat(model.processes().title().get()).isEqualTo("This machine");
        assertThat(model.processes().roots()).hasSize(2);
        assertThat(sandbox().state().get()).isInstanceOf(HostState.Ready.class);
    }

    @Test
    void withoutRootTheSandboxSaysWhatItNeedsAndComesWithIt() {
        ScriptedHosts others = new ScriptedHosts();
        HostProfile root = others.here().profile();
        others.here()
                .is(new HostProfile(
                        "here",
                        "anna",
                        false,
                        HostProfile.RootBy.SUDO,
                        root.kernel(),
                        root.architecture(),
                        root.cpu(),
                        1,
                        1,
                        root.ferry()));
        ConsoleViewModel anna = new ConsoleViewModel(
                others,
                UserPrompts.none(),
                UserPrompts.none(),
                history::add,
                NO_CHECKPOINTS,
                Runnable::run,
                Runnable::run);
        anna.open();
        HostCardModel card = anna.hosts().cards().get().get(1);
        assertThat(card.state().get()).isInstanceOf(HostState.Unusable.class);
        others.here().letBecomeRoot(root);
        anna.hosts().cards().get().get(0).becomeRoot();
        assertThat(card.session()).isPresent();
    }

    @Test
    void theCardAnswersWithTheWorstOfWhatIsDragged() {
        hosts.here().estimates(redis.pid(), Estimate.Answer.DOES_NOT_FIT, "Port 6379 is taken; stop that program.");
        model.drag(List.of(python));
        model.dragOver(sandbox());
        assertThat(sandbox().hover().get()).contains(Estimate.FITS);
        model.drag(List.of(python, redis));
        model.dragOver(sandbox());
        assertThat(sandbox().hover().get().orElseThrow().sentence()).contains("6379");
        model.dragOver(card(0));
        assertThat(card(0).hover().get().orElseThrow().answer()).isEqualTo(Estimate.Answer.DOES_NOT_FIT);
    }

    @Test
    void aBlockerKeepsTheMoveFromBeginning() {
        hosts.here().finds(new Finding(Severity.BLOCKER, "port-taken", "port 1", "is in use", "stop it"));
        model.propose(List.of(python), sandbox());
        PreflightViewModel question = model.preflight().get().orElseThrow();
        assertThat(question.canMove()).isFalse();
        model.begin(question);
        assertThat(hosts.here().moves()).isEmpty();
        hosts.here().finds();
        question.ask();
        assertThat(question.canMove()).isTrue();
    }

    private ScriptedMove begin(ProcessFacts... trees) {
        model.propose(List.of(trees), sandbox());
        model.begin(model.preflight().get().orElseThrow());
        return hosts.here().moves().get(0);
    }

    private MoveModel newest() {
        return model.moves().moves().get().get(0);
    }

    private static MoveReport report() {
        Duration part = Duration.ofMillis(4);
        return new MoveReport("m", part, part, part, part, part, Duration.ofSeconds(2), 2, 5 << 20, 1 << 20, "", "", 0);
    }

    @Test
    void followsAMoveToItsEndAndRemembersIt() {
        ScriptedMove move = begin(python);
        move.listener().phase(Phase.COPYING);
        move.listener().round(1, 100, 40);
        move.listener().round(1, 100, 100);
        move.listener().round(2, 20, 5);
        move.listener().estimate(Duration.ofMillis(30));
        assertThat(newest().rounds().get()).hasSize(2);
        assertThat(newest().rounds().get().get(0).sentBytes()).isEqualTo(100);
        assertThat(newest().downtime().get()).contains(Duration.ofMillis(30));
        assertThat(newest().reached()).contains(Step.COPY);
        move.ends(new MoveEnd.Moved(report()));
        assertThat(newest().sentence().get())
                .isEqualTo(
                        "python3 runs on the sandbox now. It stood still for 20 ms; 6.0\u00a0MiB went over in 2.0 s.");
        assertThat(newest().canGoBack()).isTrue();
        assertThat(history).extracting(HistoryEntry::outcome).containsExactly(Outcome.MOVED);
    }

    @Test
    void cancelsUntilTheCommit() {
        ScriptedMove move = begin(python);
        move.listener().phase(Phase.FREEZING);
        assertThat(newest().canCancel()).isTrue();
        move.listener().phase(Phase.COMMITTING);
        newest().cancel();
        assertThat(move.isCancelled()).isFalse();
    }

    @Test
    void pausesWhileMemoryIsCopiedAndGoesOn() {
        ScriptedMove move = begin(python);
        move.listener().pausable(true);
        newest().pause();
        assertThat(move.isPauseWanted()).as("before anything is copied").isFalse();
        move.listener().phase(Phase.COPYING);
        model.moves().pauseOrGoOn();
        assertThat(move.isPauseWanted()).isTrue();
        assertThat(newest().halting().get()).isEqualTo(Halting.PAUSING);
        move.listener().paused(true);
        assertThat(newest().sentence().get())
                .isEqualTo(
                        "Paused. python3 runs on at its own speed on this machine; nothing is sent until you continue.");
        model.moves().pauseOrGoOn();
        assertThat(move.isPauseWanted()).isFalse();
        move.listener().paused(false);
        assertThat(newest().sentence().get()).startsWith("Copying memory");
        move.listener().phase(Phase.FREEZING);
        assertThat(newest().halting().get()).isEqualTo(Halting.CAN_NOT);
    }

    @Test
    void offersNoPauseIfTheEngineThereKnowsNone() {
        ScriptedMove move = begin(python);
        move.listener().phase(Phase.COPYING);
        assertThat(newest().halting().get()).isEqualTo(Halting.CAN_NOT);
    }

    @Test
    void inDoubtAPersonDecidesAndTheQueueGoesOnOnce() {
        ScriptedMove first = begin(python, redis);
        first.listener().phase(Phase.COMMITTING);
        MoveModel move = model.moves().moves().get().get(0);
        assertThat(move.canCancel()).isFalse();
        first.listener().phase(Phase.ASKING);
        move.cancel();
        assertThat(first.isCancelled()).isTrue();
        first.ends(new MoveEnd.InDoubt("m", "Nobody knows.", List.of(Decision.RUN_HERE)));
        assertThat(hosts.here().moves()).hasSize(2);
        move.resolve(Decision.RUN_HERE);
        assertThat(hosts.here().decided(new MoveEnd.Failed("It never ran there.", true)))
                .isEqualTo(Decision.RUN_HERE);
        assertThat(hosts.here().moves()).hasSize(2);
        assertThat(history).extracting(HistoryEntry::migrationId).containsExactly("m", "m");
    }

    @Test
    void aLargeTreeIsLookedAtWhenItIsSelected() {
        hosts.here().show(List.of(Samples.process(9, 1, 9, "huge", "root", 0), python));
        ProcessFacts huge = new ProcessFacts(
                9, 1, 9, "huge", "root", "huge", 'S', 1, 1, 0, 90, Instant.EPOCH, false, Movable.UNKNOWN, "");
        hosts.here().show(List.of(huge, python));
        model.processes().selection().set(List.of(huge, python));
        assertThat(hosts.here().lookedAt()).containsExactly(9);
    }

    @Test
    void aFindingOffersWhatHelpsAgainstIt() {
        Finding differs = new Finding(Severity.BLOCKER, "file-differs", "/a", "is another", "use that one");
        hosts.here().finds(differs);
        model.propose(List.of(python), sandbox());
        PreflightViewModel question = model.preflight().get().orElseThrow();
        assertThat(FindingChoice.against(differs)).containsExactly(FindingChoice.USE_THEIRS, FindingChoice.OVERWRITE);
        hosts.here().finds();
        question.choose(FindingChoice.OVERWRITE.in(question.options().get()));
        assertThat(question.canMove()).isTrue();
        assertThat(question.options().get().existingFiles()).isEqualTo(ExistingFilePolicy.OVERWRITE);
    }

    @Test
    void showsTheHostOfLastTimeOnceItIsReachedUnlessAnotherIsChosen() {
        ScriptedHosts others = new ScriptedHosts();
        others.at("anna@far.example");
        others.save(new SavedHost("anna@far.example", false, SavedHost.Origin.FERRY));
        ConsoleViewModel again = new ConsoleViewModel(
                others,
                UserPrompts.none(),
                UserPrompts.none(),
                history::add,
                NO_CHECKPOINTS,
                Runnable::run,
                Runnable::run);
        again.open(new ShownPrograms("anna@far.example", false, true));
        assertThat(again.processes().title().get()).isEqualTo("anna@far.example");
        assertThat(again.shownPrograms()).isEqualTo(new ShownPrograms("anna@far.example", false, true));
        again.choose(again.hosts().cards().get().get(1));
        assertThat(again.shownPrograms().host()).isEqualTo("Sandbox");
    }

    @Test
    void aCancelledMoveCanBeTriedAgain() {
        ScriptedMove move = begin(python);
        newest().cancel();
        assertThat(move.isCancelled()).isTrue();
        assertThat(newest().canCancel()).isFalse();
        move.ends(new MoveEnd.Cancelled());
        assertThat(newest().sentence().get()).isEqualTo("Called off. python3 goes on running on this machine.");
        assertThat(newest().canGoBack()).isFalse();
    }

    @Test
    void severalGoOneAfterTheOtherEvenIfOneFails() {
        ScriptedMove first = begin(python, redis);
        assertThat(hosts.here().moves()).hasSize(1);
        first.ends(new MoveEnd.Failed("The link was cut; try again.", true));
        assertThat(history.get(0).sentence())
                .isEqualTo("python3 (PID 2310) was not moved and goes on running on this machine: The link was cut; try"
                        + " again.");
        assertThat(hosts.here().moves()).extracting(ScriptedMove::pid).containsExactly(python.pid(), redis.pid());
    }

    @Test
    void aWaitingMoveThatIsCalledOffNeverBegins() {
        ScriptedMove first = begin(python, redis);
        MoveModel waiting = model.moves().moves().get().get(1);
        waiting.cancel();
        first.ends(new MoveEnd.Moved(report()));
        assertThat(hosts.here().moves()).hasSize(1);
        assertThat(waiting.end().get()).contains(new MoveEnd.Cancelled());
    }

    @Test
    void theWayBackIsAQuestionOfItsOwn() {
        begin(python).ends(new MoveEnd.Moved(report()));
        model.goBack(newest());
        model.begin(model.preflight().get().orElseThrow());
        assertThat(hosts.there().moves()).extracting(ScriptedMove::to).containsExactly(hosts.here());
    }

    @Test
    void aLostHostGreysItsCardAndCanBeReachedAgain() {
        hosts.there().lose("The sandbox has ended; start it again.");
        assertThat(sandbox().state().get()).isEqualTo(new HostState.Unusable("The sandbox has ended; start it again."));
        model.drag(List.of(python));
        model.dragOver(sandbox());
        assertThat(sandbox().hover().get().orElseThrow().sentence()).contains("has ended");
        sandbox().connect();
        assertThat(sandbox().session()).isPresent();
    }

    @Test
    void addsAHostOnceAndSaysWhatIsWrongWithAnAddress() {
        assertThat(model.hosts().add("user@", false)).isPresent();
        hosts.at("anna@far.example");
        assertThat(model.hosts().add("anna@far.example", false)).isEmpty();
        assertThat(model.hosts().add("anna@far.example", false)).isEmpty();
        assertThat(model.hosts().cards().get()).hasSize(3);
        assertThat(hosts.saved()).hasSize(2);
        assertThat(card(2).session()).isPresent();
        model.hosts().add("nobody@near", false);
        assertThat(card(3).state().get()).isInstanceOf(HostState.Unusable.class);
        model.hosts().remove(card(3));
        assertThat(model.hosts().cards().get()).hasSize(3);
    }

    @Test
    void bringsFerryToAHostThatHasNone() {
        hosts.withoutFerryAt("anna@bare.example");
        model.hosts().add("anna@bare.example", false);
        HostCardModel bare = card(2);
        assertThat(bare.lacksFerry()).isTrue();
        List<HostState> states = new ArrayList<>();
        bare.state().follow(states::add);
        bare.install();
        assertThat(states).contains(new HostState.Connecting(OptionalInt.of(40)));
        assertThat(bare.session()).isPresent();
        assertThat(bare.lacksFerry()).isFalse();
    }

    @Test
    void bringsNothingToAHostThatDoesNotAnswer() {
        model.hosts().add("nobody@near", false);
        assertThat(card(2).lacksFerry()).isFalse();
        card(2).install();
        assertThat(card(2).state().get()).isInstanceOf(HostState.Unusable.class);
    }

    @Test
    void saysOverACardWhyACheckpointCanNotBeRestored(@TempDir Path directory) throws IOException {
        model.checkpoints().open(SampleCheckpoint.write(directory.resolve("ended"), 812));
        model.checkpoints().drag(true);
        assertThat(model.isDragging()).isTrue();
        HostCardModel card = model.hosts().cards().get().get(1);
        model.dragOver(card);
        assertThat(card.hover().get().orElseThrow().answer()).isEqualTo(Estimate.Answer.DOES_NOT_FIT);
        assertThat(card.hover().get().orElseThrow().sentence()).contains("has ended");
        model.drop(card);
        assertThat(model.isDragging()).isFalse();
        assertThat(model.checkpoints().restoring().get().orElseThrow().canRestore())
                .isFalse();
    }

    @Test
    void savesTheSelectedProgramAndNothingIfNoneIsSelected() {
        assertThat(model.proposeSave()).isFalse();
        model.processes().selection().set(List.of(redis));
        assertThat(model.proposeSave()).isTrue();
        SaveViewModel question = model.checkpoints().saving().get().orElseThrow();
        assertThat(question.tree().pid()).isEqualTo(redis.pid());
        assertThat(question.fromName()).isEqualTo("this machine");
    }

    @Test
    void anotherHostTakesThePlaceOfTheCheckpoint(@TempDir Path directory) throws IOException {
        model.checkpoints().open(SampleCheckpoint.write(directory.resolve("ended"), 812));
        assertThat(model.checkpoints().opened().get()).isPresent();
        model.choose(model.hosts().cards().get().get(1));
        assertThat(model.checkpoints().opened().get()).isEmpty();
    }
}
