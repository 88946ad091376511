package dev.ferry.app.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.HistoryEntry.Outcome;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.RecentCheckpoints;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import dev.ferry.testwindow.SampleCheckpoint;
import dev.ferry.testwindow.Samples;
import dev.ferry.testwindow.ScriptedJob;
import dev.ferry.testwindow.ScriptedPrompts;
import dev.ferry.testwindow.ScriptedSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsViewModelTest {
    @TempDir
    private Path dir;

    private final ScriptedSession host = new ScriptedSession("here");
    private final ProcessFacts tree = Samples.tree(812, "nginx", 0.1);
    private final ScriptedPrompts person = new ScriptedPrompts();
    private final List<HistoryEntry> history = new ArrayList<>();
    private CheckpointsViewModel model;

    @BeforeEach
    void start() {
        model = again();
        model.start();
    }

    private CheckpointsViewModel again() {
        return new CheckpointsViewModel(
                new RecentCheckpoints(dir.resolve("checkpoints.json")),
                person,
                history::add,
                Runnable::run,
                Runnable::run);
    }

    private SaveViewModel question() {
        model.askToSave(tree, host, "this machine");
        return model.saving().get().orElseThrow();
    }

    private ScriptedJob save() {
        SaveViewModel question = question();
        question.file().set(dir.resolve("nginx.ferry").toString());
        model.save(question);
        return host.jobs().get(host.jobs().size() - 1);
    }

    private String sentence() {
        return model.jobs().get().get(0).sentence().get();
    }

    @Test
    void proposesANameThatSaysWhatItIs() {
        assertThat(question().file().get())
                .startsWith(System.getProperty("user.home"))
                .matches(".*/nginx-812-\\d{4}-\\d\\d-\\d\\d-\\d{4}\\.ferry");
    }

    @Test
    void isRememberedWhateverBecameOfIt() {
        save().ends(new CheckpointEnd.Saved(1 << 20, 1, Duration.ofMillis(3)));
        model.jobs().get().forEach(model::dismiss);
        save().ends(new CheckpointEnd.Failed("There is no room on the disk; make some."));
        assertThat(history).extracting(HistoryEntry::outcome).containsExactly(Outcome.SAVED, Outcome.FAILED);
        assertThat(history.get(0).to()).endsWith("nginx.ferry");
        assertThat(history.get(0).downtime()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void moreThanTwoWaitForEachOther() {
        ScriptedJob first = save();
        save();
        save();
        save();
        assertThat(host.jobs()).hasSize(2);
        assertThat(model.jobs().get()).hasSize(4);
        assertThat(sentence()).isEqualTo("Waits for the checkpoints before it.");
        model.jobs().get().get(0).cancel();
        first.ends(new CheckpointEnd.Cancelled());
        assertThat(host.jobs()).hasSize(3);
        host.jobs().get(1).ends(new CheckpointEnd.Cancelled());
        assertThat(host.jobs()).as("the one that was called off").hasSize(3);
        assertThat(sentence()).startsWith("Called off");
    }

    @Test
    void doesNotBeginWithANameThatIsTakenOrNowhere() throws IOException {
        SaveViewModel question = question();
        Path taken = Files.createFile(dir.resolve("taken"));
        for (String name :
                List.of(taken.toString(), dir.resolve("no/such/place").toString(), "  ", "\0")) {
            question.file().set(name);
            model.save(question);
            assertThat(question.problem().get()).as(name).isNotEmpty();
        }
        assertThat(host.jobs()).isEmpty();
        assertThat(model.saving().get()).contains(question);
    }

    @Test
    void savesAsAskedAndSaysHowFarItIs() {
        ScriptedJob job = save();
        assertThat(job.wish())
                .isEqualTo(
                        new ScriptedJob.Wish(812, dir.resolve("nginx.ferry"), false, true, ExistingFilePolicy.REFUSE));
        assertThat(model.saving().get()).isEmpty();
        job.carried(tree.memoryBytes() / 2);
        JobModel shown = model.jobs().get().get(0);
        assertThat(shown.progress()).isBetween(0.45, 0.55);
        assertThat(model.isAnyUnderWay()).isTrue();
        job.ends(new CheckpointEnd.Saved(12 << 20, 2, Duration.ofMillis(38)));
        assertThat(sentence())
                .contains("nginx.ferry")
                .contains("12\u00a0MiB")
                .contains("38 ms")
                .endsWith("runs on.");
        assertThat(model.isAnyUnderWay()).isFalse();
        assertThat(model.recent().get()).containsExactly(dir.resolve("nginx.ferry"));
    }

    @Test
    void saysThatAProgramHasEndedIfThatWasWished() {
        SaveViewModel question = question();
        question.file().set(dir.resolve("nginx.ferry").toString());
        question.leaveRunning().set(false);
        model.save(question);
        assertThat(host.jobs().get(0).wish().leaveRunning()).isFalse();
        host.jobs().get(0).ends(new CheckpointEnd.Saved(1 << 20, 1, Duration.ofMillis(9)));
        assertThat(sentence()).endsWith("has ended.");
    }

    @Test
    void saysWhyNothingWasSavedAndAsksAgain() {
        ScriptedJob refused = save();
        refused.ends(new CheckpointEnd.Refused(
                List.of(new Finding(Severity.BLOCKER, "seccomp", "Process 812", "is restricted", "free it"))));
        assertThat(sentence()).startsWith("nginx was not saved and runs on on this machine. Process 812 is restricted");
        model.jobs().get().get(0).tryAgain();
        assertThat(model.saving().get()).isPresent();
        save().ends(new CheckpointEnd.Failed("There is no room on the disk; make some."));
        assertThat(sentence()).isEqualTo("There is no room on the disk; make some.");
        assertThat(model.recent().get()).isEmpty();
    }

    @Test
    void callsItOffOnceAndTakesItOutOfTheListOnlyWhenItIsOver() {
        ScriptedJob job = save();
        JobModel shown = model.jobs().get().get(0);
        model.dismiss(shown);
        assertThat(model.jobs().get()).hasSize(1);
        shown.cancel();
        assertThat(job.isCancelled()).isTrue();
        job.ends(new CheckpointEnd.Cancelled());
        assertThat(sentence()).isEqualTo("Called off. nginx runs on on this machine.");
        model.dismiss(shown);
        assertThat(model.jobs().get()).isEmpty();
    }

    @Test
    void opensACheckpointAndRemembersItAcrossAStart() throws IOException {
        Path first = SampleCheckpoint.write(dir.resolve("first"), 812);
        Path second = SampleCheckpoint.write(dir.resolve("second"), 813);
        model.open(first);
        assertThat(model.opened().get().orElseThrow().content().root().pid()).isEqualTo(812);
        model.open(second);
        CheckpointsViewModel later = again();
        later.start();
        assertThat(later.recent().get()).containsExactly(second, first);
        later.forget(second);
        assertThat(later.recent().get()).containsExactly(first);
        assertThat(later.opened().get()).isEmpty();
    }

    @Test
    void remembersNoMoreThanAreUseful() throws IOException {
        RecentCheckpoints recent = new RecentCheckpoints(dir.resolve("many.json"));
        for (int i = 0; i < 2 * RecentCheckpoints.MOST; i++) {
            recent.add(dir.resolve("checkpoint-" + i));
        }
        assertThat(recent.paths()).hasSize(RecentCheckpoints.MOST).startsWith(dir.resolve("checkpoint-23"));
    }

    @Test
    void saysInASentenceWhyOneCanNotBeOpened() throws IOException {
        model.open(dir.resolve("absent"));
        assertThat(model.problem().get())
                .isEqualTo(dir.resolve("absent") + " can not be opened: there is no such file any more.");
        byte[] whole = Files.readAllBytes(SampleCheckpoint.write(dir.resolve("whole"), 812));
        Path cut = Files.write(dir.resolve("cut"), java.util.Arrays.copyOf(whole, whole.length - 3));
        model.open(cut);
        assertThat(model.problem().get())
                .startsWith(cut + " can not be opened: The stream ends early")
                .doesNotContain(cut + ": ");
        assertThat(model.opened().get()).isEmpty();
        assertThat(model.recent().get()).isEmpty();
    }

    @Test
    void asksForThePassphraseOfASealedOneUntilItIsRight() throws IOException {
        Path sealed = SampleCheckpoint.write(dir.resolve("sealed"), 812, "Lotse an Bord");
        person.says("Lotse", "Lotse an Bord");
        model.open(sealed);
        OpenCheckpoint opened = model.opened().get().orElseThrow();
        assertThat(opened.content().root().pid()).isEqualTo(812);
        assertThat(opened.isSealed()).isTrue();
        assertThat(person.questions())
                .containsExactly(
                        "Passphrase of the checkpoint sealed",
                        "That was not right. Passphrase of the checkpoint sealed");
        try (ImageSource again = StoredCheckpoint.open(sealed, opened.unsealing())) {
            assertThat(again.next()).as("without a question").isPresent();
        }
        assertThat(person.questions()).hasSize(2);
    }

    @Test
    void saysNothingIfNobodyWantsToGiveThePassphraseAndSaysSoIfItIsWrong() throws IOException {
        Path sealed = SampleCheckpoint.write(dir.resolve("sealed"), 812, "Lotse an Bord");
        model.open(sealed);
        assertThat(model.problem().get()).isEmpty();
        assertThat(model.opening().get()).isEmpty();
        person.says("a", "b", "c");
        model.open(sealed);
        assertThat(model.problem().get())
                .isEqualTo(sealed + " can not be opened: The passphrase is not that of the checkpoint; try another.");
        assertThat(model.opened().get()).isEmpty();
        assertThat(model.recent().get()).isEmpty();
    }

    @Test
    void sealsWhatItSavesWithAPassphraseThatWasTypedTwice() {
        SaveViewModel question = question();
        question.file().set(dir.resolve("nginx.ferry").toString());
        question.encrypted().set(true);
        question.passphrase(() -> new char[0], () -> new char[0]);
        model.save(question);
        assertThat(question.passphraseProblem().get()).isEqualTo("Type a passphrase, or do not encrypt the file.");
        question.passphrase("Kiel"::toCharArray, "Keil"::toCharArray);
        model.save(question);
        assertThat(question.passphraseProblem().get()).startsWith("The two passphrases are not the same");
        assertThat(host.jobs()).isEmpty();
        question.passphrase("Kiel"::toCharArray, "Kiel"::toCharArray);
        model.save(question);
        assertThat(host.jobs().get(0).wish().sealed()).isTrue();
    }

    @Test
    void doesNotRestoreWhatThisFerryCanNot() throws IOException {
        model.open(SampleCheckpoint.write(dir.resolve("ended"), 812));
        model.askToRestore(host, "the sandbox");
        RestoreViewModel question = model.restoring().get().orElseThrow();
        assertThat(question.canRestore()).isFalse();
        model.restore(question);
        assertThat(host.jobs()).isEmpty();
    }

    @Test
    void canBeTakenHoldOfOnlyWhileItIsOpen() throws IOException {
        model.drag(true);
        assertThat(model.dragged().get()).isFalse();
        model.open(SampleCheckpoint.write(dir.resolve("open"), 812));
        model.drag(true);
        assertThat(model.dragged().get()).isTrue();
        model.close();
        assertThat(model.opened().get()).isEmpty();
    }

    @Test
    void leavesNoFilesOfItsOwnBesideTheList() throws IOException {
        save().ends(new CheckpointEnd.Saved(1, 1, Duration.ZERO));
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(dir.resolve("checkpoints.json"));
        }
    }
}
