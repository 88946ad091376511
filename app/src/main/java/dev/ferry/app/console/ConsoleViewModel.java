package dev.ferry.app.console;

import dev.ferry.app.checkpoints.CheckpointsViewModel;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.RecentCheckpoints;
import dev.ferry.app.hosts.HostCardModel;
import dev.ferry.app.hosts.HostState;
import dev.ferry.app.hosts.HostsViewModel;
import dev.ferry.app.migration.MoveModel;
import dev.ferry.app.migration.MovesViewModel;
import dev.ferry.app.migration.PreflightViewModel;
import dev.ferry.app.migration.Trip;
import dev.ferry.app.processes.DetailsViewModel;
import dev.ferry.app.processes.ProcessesViewModel;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import dev.ferry.remote.UserPrompts;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The window without its looks: what is shown in which pane, what is dragged, which sheet is open. */
public final class ConsoleViewModel {
    private final Executor ui;
    private final HostsViewModel hosts;
    private final ProcessesViewModel processes;
    private final MovesViewModel moves;
    private final CheckpointsViewModel checkpoints;
    private final Observed<Optional<HostCardModel>> shown = new Observed<>(Optional.empty());
    private final Observed<List<ProcessFacts>> dragged = new Observed<>(List.of());
    private final Observed<Optional<PreflightViewModel>> preflight = new Observed<>(Optional.empty());
    private final Observed<Optional<DetailsViewModel>> details = new Observed<>(Optional.empty());

    private boolean hasChosen;
    private Consumer<HostState> follower = state -> {};

    /**
     * Everything that is drawn changes on {@code ui}; everything that takes time is done on {@code work}.
     *
     * @param prompts asked when a host is reached
     * @param passphrases asked for what opens a file
     */
    public ConsoleViewModel(
            Hosts hosts,
            UserPrompts prompts,
            UserPrompts passphrases,
            Consumer<HistoryEntry> history,
            RecentCheckpoints recent,
            Executor ui,
            Executor work) {
        this.ui = ui;
        this.hosts = new HostsViewModel(hosts, prompts, ui, work);
        this.processes = new ProcessesViewModel(ui);
        processes.selection().follow(selected -> lookAt(processes.selectedTrees()));
        this.moves = new MovesViewModel(ui, Clock.systemUTC(), history);
        this.checkpoints = new CheckpointsViewModel(recent, passphrases, history, ui, work);
    }

    /** A person is about to ask: what was not looked at because it is large is looked at now. */
    private void lookAt(List<ProcessFacts> trees) {
        processes
                .session()
                .ifPresent(session -> trees.stream()
                        .filter(tree -> tree.movable() == ProcessFacts.Movable.UNKNOWN)
                        .forEach(tree -> session.lookAt(tree.pid())));
    }

    /** Reaches the hosts, and shows this machine. */
    public void open() {
        open(ShownPrograms.FIRST);
    }

    /** The same, but shows what was shown before as soon as its host is reached, if nobody has chosen another one until then. */
    public void open(ShownPrograms before) {
        hosts.open();
        checkpoints.start();
        HostCardModel here = hosts.cards().get().get(0);
        show(here);
        processes.showMine(before.mine());
        processes.filter().set(processes.filter().get().withKernel(before.kernel()));
        hosts.cards()
                .follow(cards -> cards.stream()
                        .filter(card -> card != here && card.name().equals(before.host()))
                        .forEach(card -> card.state().follow(state -> {
                            if (state instanceof HostState.Ready && !hasChosen) show(card);
                        })));
    }

    /** What is shown now, for the next start. */
    public ShownPrograms shownPrograms() {
        String host = shown.get()
                .filter(card -> card != hosts.cards().get().get(0))
                .map(HostCardModel::name)
                .orElse("");
        return new ShownPrograms(
                host, processes.mine().get(), processes.filter().get().kernel());
    }

    /** A person wants to see this host. */
    public void choose(HostCardModel card) {
        hasChosen = true;
        show(card);
    }

    /** Puts a host's processes into the left pane, now or as soon as it is reached. */
    private void show(HostCardModel card) {
        checkpoints.close();
        shown.get().ifPresent(before -> {
            before.shown().set(false);
            before.state().leave(follower);
        });
        shown.set(Optional.of(card));
        card.shown().set(true);
        card.connect();
        follower = state -> showIn(card, state);
        card.state().follow(follower);
    }

    private void showIn(HostCardModel card, HostState state) {
        if (state instanceof HostState.Ready ready) {
            if (processes.session().filter(now -> now == ready.session()).isEmpty()) {
                processes.show(ready.session(), card.name());
            }
        } else if (state instanceof HostState.Unusable unusable) {
            processes.showNothing(card.name(), unusable.sentence());
        } else {
            processes.showNothing(card.name(), Texts.text("processes.empty.connecting"));
        }
    }

    /** Trees were taken hold of. */
    public void drag(List<ProcessFacts> trees) {
        dragged.set(List.copyOf(trees));
        processes.hold(!trees.isEmpty());
    }

    /** Whether something is held by the pointer. */
    public boolean isDragging() {
        return !dragged.get().isEmpty() || checkpoints.dragged().get();
    }

    /** Nothing is held any more. */
    public void letGo() {
        drag(List.of());
        checkpoints.drag(false);
    }

    /** A card is asked about what is dragged. */
    public void dragOver(HostCardModel card) {
        if (checkpoints.dragged().get()) {
            askAboutCheckpoint(card);
            return;
        }
        processes.session().ifPresent(from -> card.hover(from, processes.refreshed(dragged.get())));
    }

    /** What is dragged was dropped there. */
    public void drop(HostCardModel card) {
        if (checkpoints.dragged().get()) {
            checkpoints.drag(false);
            proposeRestore(card);
            return;
        }
        propose(dragged.get(), card);
        drag(List.of());
    }

    /** The card answers whether what is open could be restored there. */
    public void askAboutCheckpoint(HostCardModel card) {
        checkpoints.opened().get().ifPresent(opened -> card.hoverCheckpoint(opened.obstacle()));
    }

    /** Opens the question whether what is open is to be restored there. */
    public void proposeRestore(HostCardModel card) {
        card.session().ifPresent(to -> checkpoints.askToRestore(to, card.nameInText()));
    }

    /** Asks where the first selected program is to be saved; false if none is selected that can be. */
    public boolean proposeSave() {
        Optional<ProcessFacts> tree = processes.selectedTrees().stream().findFirst();
        Optional<HostSession> from = processes.session();
        if (tree.isEmpty() || from.isEmpty()) return false;
        checkpoints.askToSave(tree.get(), from.get(), hosts.nameOf(from.get()));
        return true;
    }

    /** Opens the question whether these trees may move to that host. */
    public void propose(List<ProcessFacts> trees, HostCardModel card) {
        Optional<HostSession> from = processes.session();
        Optional<HostSession> to = card.session();
        if (from.isEmpty() || to.isEmpty() || trees.isEmpty()) return;
        String fromName = hosts.nameOf(from.get());
        ask(trees.stream()
                .map(tree -> new Trip(
                        tree.name(),
                        tree.pid(),
                        tree.command(),
                        processes.sizeOf(tree),
                        from.get(),
                        fromName,
                        to.get(),
                        card.nameInText()))
                .toList());
    }

    /** The question about these. */
    public void ask(List<Trip> trips) {
        PreflightViewModel question = new PreflightViewModel(trips, ui);
        preflight.set(Optional.of(question));
        question.ask();
    }

    /** The answer was yes. */
    public void begin(PreflightViewModel question) {
        if (!question.canMove()) return;
        preflight.set(Optional.empty());
        moves.start(question.trips(), question.options().get());
    }

    /** The question is withdrawn. */
    public void withdraw() {
        preflight.set(Optional.empty());
    }

    /** Opens the question whether a program may go back. */
    public void goBack(MoveModel move) {
        ask(List.of(move.wayBack()));
    }

    /** Shows what the first selected process consists of. */
    public void showDetails() {
        Optional<ProcessFacts> process = processes.selection().get().stream().findFirst();
        if (process.isEmpty() || processes.session().isEmpty()) return;
        DetailsViewModel asked =
                new DetailsViewModel(process.get(), processes.session().get(), ui);
        details.set(Optional.of(asked));
        asked.ask();
    }

    /** The right pane. */
    public HostsViewModel hosts() {
        return hosts;
    }

    /** The left pane. */
    public ProcessesViewModel processes() {
        return processes;
    }

    /** The tray. */
    public MovesViewModel moves() {
        return moves;
    }

    /** What lies in files. */
    public CheckpointsViewModel checkpoints() {
        return checkpoints;
    }

    /** The host that is shown. */
    public Observed<Optional<HostCardModel>> shown() {
        return shown;
    }

    /** What is dragged. */
    public Observed<List<ProcessFacts>> dragged() {
        return dragged;
    }

    /** The open question. */
    public Observed<Optional<PreflightViewModel>> preflight() {
        return preflight;
    }

    /** The details that were asked for last. */
    public Observed<Optional<DetailsViewModel>> details() {
        return details;
    }

    /** Ends all watching. */
    public void close() {
        processes.close();
        hosts.close();
    }
}
