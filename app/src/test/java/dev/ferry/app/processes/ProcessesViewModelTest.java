package dev.ferry.app.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.testwindow.Samples;
import dev.ferry.testwindow.ScriptedSession;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessesViewModelTest {
    private final ScriptedSession host = new ScriptedSession("here");
    private final ProcessesViewModel model = new ProcessesViewModel(Runnable::run);

    @BeforeEach
    void show() {
        host.show(List.of(
                Samples.process(1, 0, 0, "init", "root", 0),
                Samples.tree(10, "bash", 0.1),
                Samples.process(11, 10, 11, "make", "root", 0.9),
                Samples.process(12, 11, 11, "cc", "root", 0.5),
                Samples.process(20, 1, 20, "nginx", "www-data", 0.3)));
        model.show(host, "This machine");
    }

    private static List<String> names(List<ProcessNode> nodes) {
        return nodes.stream().map(node -> node.facts().name()).toList();
    }

    @Test
    void whatInitStartedStandsBesideIt() {
        model.showMine(false);
        assertThat(names(model.roots())).containsExactly("init", "bash", "nginx");
        assertThat(names(model.roots().get(1).children())).containsExactly("make");
    }

    @Test
    void mineAreThoseOfTheUserAsWhomFerryRunsThere() {
        assertThat(names(model.roots())).containsExactly("init", "bash");
    }

    @Test
    void aFoundProcessMovesUpToWhatIsShown() {
        model.filter().set(model.filter().get().withSearch("CC"));
        assertThat(names(model.roots())).containsExactly("cc");
        model.filter().set(model.filter().get().withSearch("nothing of that name"));
        assertThat(model.roots()).isEmpty();
        assertThat(model.emptyText().get()).contains("Clear the search");
    }

    @Test
    void sortsEveryLevelAndKeepsTheNodes() {
        model.showMine(false);
        ProcessNode bash = model.roots().get(1);
        model.sortBy(ProcessColumn.CPU.order(true));
        assertThat(names(model.roots())).containsExactly("nginx", "bash", "init");
        host.show(List.of(Samples.tree(10, "bash", 0.7)));
        assertThat(model.roots()).containsExactly(bash);
        assertThat(bash.history()).containsExactly(0.1, 0.7);
    }

    @Test
    void aPidThatIsTakenAgainIsAnotherNode() {
        ProcessNode bash = model.roots().get(1);
        ProcessFacts other = Samples.process(10, 1, 10, "zsh", "root", 0);
        host.show(List.of(new ProcessFacts(
                10, 1, 10, "zsh", "root", "zsh", 'S', 1, 0, 0, 99_999, other.started(), false, other.movable(), "")));
        assertThat(model.roots().get(0)).isNotSameAs(bash);
    }

    @Test
    void whatMovesIsTheTreeOfWhatIsSelected() {
        ProcessFacts make = model.roots().get(1).children().get(0).facts();
        ProcessFacts cc =
                model.roots().get(1).children().get(0).children().get(0).facts();
        model.selection().set(List.of(cc));
        assertThat(model.selectedTrees()).containsExactly(make);
        assertThat(model.sizeOf(make)).isEqualTo(2);
    }

    @Test
    void aTreeInsideASelectedOneMovesWithIt() {
        ProcessFacts bash = model.roots().get(1).facts();
        ProcessFacts make = model.roots().get(1).children().get(0).facts();
        model.selection().set(List.of(make, bash));
        assertThat(model.selectedTrees()).containsExactly(bash);
        assertThat(model.sizeOf(bash)).isEqualTo(3);
    }

    @Test
    void initIsInNoTree() {
        model.selection().set(List.of(model.roots().get(0).facts()));
        assertThat(model.selectedTrees()).isEmpty();
    }

    @Test
    void standsStillWhileSomethingIsDragged() {
        model.hold(true);
        host.show(List.of(Samples.tree(10, "bash", 0.8)));
        assertThat(names(model.roots())).containsExactly("init", "bash");
        assertThat(model.refreshed(List.of(model.roots().get(1).facts())).get(0).cpuShare())
                .isEqualTo(0.8);
        model.hold(false);
        assertThat(names(model.roots())).containsExactly("bash");
    }

    @Test
    void whatHasEndedIsNotShown() {
        ProcessFacts gone = Samples.tree(30, "gone", 0);
        host.show(List.of(new ProcessFacts(
                30, 1, 30, "gone", "root", "gone", 'Z', 1, 0, 0, 1, gone.started(), false, gone.movable(), "")));
        assertThat(model.roots()).isEmpty();
    }

    @Test
    void aLostHostSaysWhy() {
        host.lose("The connection to here was cut; try again.");
        assertThat(model.roots()).isEmpty();
        assertThat(model.emptyText().get()).isEqualTo("The connection to here was cut; try again.");
    }

    @Test
    void anotherHostsSamplesAreNotHeardAnyMore() {
        ScriptedSession other = new ScriptedSession("there");
        model.show(other, "Sandbox");
        host.show(List.of(Samples.tree(77, "late", 0)));
        assertThat(model.roots()).isEmpty();
        assertThat(model.title().get()).isEqualTo("Sandbox");
    }
}
