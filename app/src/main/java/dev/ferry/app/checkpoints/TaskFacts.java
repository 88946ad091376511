package dev.ferry.app.checkpoints;

import dev.ferry.app.fx.FactTable;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.engine.show.SavedTask.SavedCredentials;
import dev.ferry.engine.show.SavedTask.SavedTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.scene.control.Tab;

/** What a saved process has besides memory, files and threads: who it is, its signals and timers. */
final class TaskFacts {
    private final FactTable<Fact> table = new FactTable<Fact>("checkpoint.facts")
            .with("checkpoint.fact", 176, Fact::name)
            .with("checkpoint.value", 640, Fact::value);

    private record Fact(String name, String value) {}

    Tab tab() {
        return table.tab();
    }

    void show(Optional<SavedTask> task) {
        table.fill(task.map(TaskFacts::facts).orElse(List.of()));
        table.tab().setText(Texts.text("checkpoint.facts"));
    }

    private static List<Fact> facts(SavedTask task) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "checkpoint.fact.program", task.executable());
        add(facts, "checkpoint.fact.directory", task.directory());
        add(facts, "checkpoint.fact.root", task.root().equals("/") ? "" : task.root());
        add(facts, "checkpoint.fact.umask", task.umask());
        if (task.credentials() != null) add(facts, task.credentials());
        add(facts, "checkpoint.fact.session", Texts.text("checkpoint.session", task.sid(), task.pgid()));
        add(facts, "checkpoint.fact.seccomp", task.seccomp().equals("none") ? "" : task.seccomp());
        add(facts, "checkpoint.fact.oom", task.oomScoreAdj() == 0 ? "" : Integer.toString(task.oomScoreAdj()));
        add(facts, "checkpoint.fact.handled", String.join(" ", task.signals().handled()));
        add(facts, "checkpoint.fact.ignored", String.join(" ", task.signals().ignored()));
        add(facts, "checkpoint.fact.pending", String.join(" ", task.signals().pending()));
        task.timers().forEach(timer -> facts.add(new Fact(timer.kind(), timer(timer))));
        return facts;
    }

    private static void add(List<Fact> facts, SavedCredentials who) {
        add(facts, "checkpoint.fact.user", who(who));
        add(facts, "checkpoint.fact.groups", groups(who));
        add(facts, "checkpoint.fact.capabilities", String.join(" ", who.capabilities()));
    }

    private static void add(List<Fact> facts, String name, String value) {
        if (!value.isEmpty()) facts.add(new Fact(Texts.text(name), value));
    }

    private static String who(SavedCredentials who) {
        String name = who.user().isEmpty() ? "" : who.user() + ", ";
        return name + Texts.text("checkpoint.ids", who.uid(), who.euid(), who.suid());
    }

    private static String groups(SavedCredentials who) {
        String others = who.groups().stream().map(String::valueOf).collect(Collectors.joining(" "));
        return Texts.text("checkpoint.ids", who.gid(), who.egid(), who.sgid())
                + (others.isEmpty() ? "" : ", " + others);
    }

    private static String timer(SavedTimer timer) {
        String next = Texts.text("checkpoint.timer.next", time(timer.nextNs()));
        String interval =
                timer.intervalNs() == 0 ? "" : ", " + Texts.text("checkpoint.timer.interval", time(timer.intervalNs()));
        return next + interval + (timer.signal().isEmpty() ? "" : ", " + timer.signal());
    }

    private static String time(long nanos) {
        return Amounts.time(Duration.ofNanos(nanos));
    }
}
