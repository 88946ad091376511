package dev.ferry.app.processes;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.Watch;
import dev.ferry.app.conduct.WatchListener;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The processes of the host that is shown, what is to be seen of them, and which are selected. */
public final class ProcessesViewModel {
    private static final Watch NONE = () -> {};

    private final Executor ui;
    private final Observed<String> title = new Observed<>("");
    private final Observed<ProcessFilter> filter = new Observed<>(ProcessFilter.USUAL);
    private final Observed<List<ProcessNode>> roots = new Observed<>(List.of());
    private final Observed<String> emptyText = new Observed<>(Texts.text("processes.empty.connecting"));
    private final Observed<Boolean> mine = new Observed<>(true);
    private final Observed<List<ProcessFacts>> selection = new Observed<>(List.of());
    private ProcessForest forest = new ProcessForest();
    private Comparator<ProcessFacts> order = ProcessColumn.PID.order(false);
    private Runnable arranged = () -> {};
    private Optional<HostSession> session = Optional.empty();
    private Watch watch = NONE;
    private Optional<Sample> waiting = Optional.empty();
    private boolean held;

    /** Does everything on {@code ui}. */
    public ProcessesViewModel(Executor ui) {
        this.ui = ui;
        filter.follow(changed -> arrange());
    }

    /** Shows another host from now on. */
    public void show(HostSession host, String name) {
        watch.close();
        waiting = Optional.empty();
        session = Optional.of(host);
        forest = new ProcessForest();
        selection.set(List.of());
        title.set(name);
        showMine(mine.get());
        arrange();
        watch = host.watch(new Listener(host));
    }

    /** The host went away, or has not come yet. */
    public void showNothing(String name, String why) {
        watch.close();
        watch = NONE;
        waiting = Optional.empty();
        session = Optional.empty();
        forest = new ProcessForest();
        selection.set(List.of());
        title.set(name);
        arrange();
        emptyText.set(why);
    }

    private final class Listener implements WatchListener {
        private final HostSession host;

        Listener(HostSession host) {
            this.host = host;
        }

        @Override
        public void sampled(Sample sample) {
            ui.execute(() -> {
                if (!isShown()) return;
                if (held) {
                    waiting = Optional.of(sample);
                } else {
                    take(sample);
                }
            });
        }

        @Override
        public void lost(IOException why) {
            ui.execute(() -> {
                if (isShown()) showNothing(title.get(), why.getMessage());
            });
        }

        private boolean isShown() {
            return session.filter(shown -> shown == host).isPresent();
        }
    }

    /** The list stands still while something is dragged out of it. */
    public void hold(boolean still) {
        held = still;
        if (still) return;
        waiting.ifPresent(this::take);
        waiting = Optional.empty();
    }

    private void take(Sample sample) {
        forest.take(sample.processes());
        arrange();
    }

    private void arrange() {
        forest.arrange(filter.get(), order);
        roots.set(forest.roots());
        emptyText.set(Texts.text(forest.isEmpty() ? "processes.empty.waiting" : "processes.empty.filtered"));
        arranged.run();
    }

    /** Shows only what belongs to the user as whom ferry runs on that host, or everybody's. */
    public void showMine(boolean only) {
        mine.set(only);
        String owner = only ? session.map(host -> host.profile().user()).orElse("") : "";
        filter.set(filter.get().withOwner(owner));
    }

    /** Whether only that is shown. */
    public Observed<Boolean> mine() {
        return mine;
    }

    /** Called whenever rows may have come, gone or changed places. */
    public void onArranged(Runnable listener) {
        arranged = listener;
    }

    /** Sorts by this from now on. */
    public void sortBy(Comparator<ProcessFacts> other) {
        order = other;
        arrange();
    }

    /** The name of the host that is shown. */
    public Observed<String> title() {
        return title;
    }

    /** What is hidden. */
    public Observed<ProcessFilter> filter() {
        return filter;
    }

    /** The rows at the left edge. */
    public List<ProcessNode> roots() {
        return roots.get();
    }

    /** What is said in place of an empty list. */
    public Observed<String> emptyText() {
        return emptyText;
    }

    /** The processes that are selected. */
    public Observed<List<ProcessFacts>> selection() {
        return selection;
    }

    /** The host that is shown. */
    public Optional<HostSession> session() {
        return session;
    }

    /** The roots of the trees in which the selected processes are: what moves when they are moved. */
    public List<ProcessFacts> selectedTrees() {
        Map<Integer, ProcessFacts> trees = new LinkedHashMap<>();
        for (ProcessFacts process : selection.get()) {
            treeOf(process).ifPresent(root -> trees.putIfAbsent(root.pid(), root));
        }
        List<ProcessFacts> outermost = new ArrayList<>(trees.values());
        outermost.removeIf(root -> isInsideAnother(root, trees));
        return outermost;
    }

    private Optional<ProcessFacts> treeOf(ProcessFacts process) {
        return process.tree() == 0 ? Optional.empty() : forest.find(process.tree());
    }

    private boolean isInsideAnother(ProcessFacts root, Map<Integer, ProcessFacts> trees) {
        Optional<ProcessFacts> at = forest.find(root.parent());
        for (int steps = 0; at.isPresent() && steps < 1000; steps++) {
            if (trees.containsKey(at.get().pid())) return true;
            at = forest.find(at.get().parent());
        }
        return false;
    }

    /** The same processes as they are now; those that have ended are as they were. */
    public List<ProcessFacts> refreshed(List<ProcessFacts> before) {
        return before.stream().map(this::newest).toList();
    }

    private ProcessFacts newest(ProcessFacts before) {
        return waiting.flatMap(sample -> sample.processes().stream()
                        .filter(process -> process.pid() == before.pid())
                        .findFirst())
                .or(() -> forest.find(before.pid()))
                .orElse(before);
    }

    /** How many processes move with this root. */
    public int sizeOf(ProcessFacts root) {
        return forest.size(root.pid());
    }

    /** Ends the watch. */
    public void close() {
        watch.close();
        watch = NONE;
    }
}
