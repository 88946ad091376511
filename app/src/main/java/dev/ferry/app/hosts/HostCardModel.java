package dev.ferry.app.hosts;

import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.Watch;
import dev.ferry.app.conduct.WatchListener;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import dev.ferry.remote.RemoteException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/** One host: whether it can be used, how busy it is, and whether what is dragged over it would fit. */
public final class HostCardModel {
    /** What kind of host. */
    public enum Kind {
        THIS_MACHINE,
        SANDBOX,
        SSH
    }

    /** Opens the connection; blocks. */
    @FunctionalInterface
    public interface Opening {
        /** As {@link dev.ferry.app.conduct.Hosts} does it. */
        HostSession open() throws IOException;
    }

    /** Brings Ferry there first, and tells how many percent have come; blocks. */
    @FunctionalInterface
    interface Installing {
        HostSession install(IntConsumer percent) throws IOException;
    }

    private static final Watch NONE = () -> {};

    private final Kind kind;
    private final String name;
    private final Opening opening;
    private final Installing installing;
    private final Executor ui;
    private final Executor work;
    private final Observed<HostState> state = new Observed<>(new HostState.Idle());
    private final Observed<HostLoad> load = new Observed<>(HostLoad.NONE);
    private final Observed<Optional<Estimate>> hover = new Observed<>(Optional.empty());
    private final Observed<Boolean> shown = new Observed<>(false);
    private Watch watch = NONE;

    HostCardModel(Kind kind, String name, Opening opening, Executor ui, Executor work) {
        this(kind, name, opening, percent -> opening.open(), ui, work);
    }

    HostCardModel(Kind kind, String name, Opening opening, Installing installing, Executor ui, Executor work) {
        this.kind = kind;
        this.name = name;
        this.opening = opening;
        this.installing = installing;
        this.ui = ui;
        this.work = work;
    }

    /** Reaches the host, if that is not done or under way. */
    public void connect() {
        if (state.get() instanceof HostState.Ready || state.get() instanceof HostState.Connecting) return;
        connect(opening);
    }

    /** Brings Ferry to a host that lacks it, and reaches the host. */
    public void install() {
        if (lacksFerry()) {
            connect(() -> installing.install(percent -> ui.execute(() -> installed(percent))));
        }
    }

    private void installed(int percent) {
        state.set(new HostState.Connecting(OptionalInt.of(percent)));
    }

    /** Whether {@link #install} would make it usable. */
    public boolean lacksFerry() {
        return state.get() instanceof HostState.Unusable unusable && unusable.lacksFerry();
    }

    /** It will be reached once another host is. */
    void waitsForAnother() {
        state.set(new HostState.Connecting());
    }

    void connect(Opening through) {
        state.set(new HostState.Connecting());
        work.execute(() -> {
            try {
                HostSession session = through.open();
                HostProfile profile = session.profile();
                ui.execute(() -> opened(session, profile));
            } catch (IOException e) {
                ui.execute(() -> closed(unusable(e)));
            }
        });
    }

    private HostState.Unusable unusable(IOException e) {
        boolean lacksFerry = kind == Kind.SSH
                && e instanceof RemoteException remote
                && remote.kind() == RemoteException.Kind.NO_FERRY;
        return lacksFerry
                ? new HostState.Unusable(Texts.text("hosts.no-ferry"), true)
                : new HostState.Unusable(e.getMessage());
    }

    private void opened(HostSession session, HostProfile profile) {
        watch.close();
        state.set(new HostState.Ready(session, profile));
        watch = session.watchLoad(new WatchListener() {
            @Override
            public void sampled(Sample sample) {
                ui.execute(() -> load.set(sample.load()));
            }

            @Override
            public void lost(IOException why) {
                ui.execute(() -> closed(unusable(why)));
            }
        });
    }

    private void closed(HostState.Unusable reason) {
        watch.close();
        watch = NONE;
        load.set(HostLoad.NONE);
        state.set(reason);
    }

    /** Starts ferry there as root from now on. */
    public void becomeRoot() {
        problem.set("");
        session()
                .ifPresent(session -> work.execute(() -> {
                    try {
                        session.becomeRoot();
                        HostProfile profile = session.profile();
                        ui.execute(() -> state.set(new HostState.Ready(session, profile)));
                    } catch (IOException e) {
                        ui.execute(() -> problem.set(e.getMessage()));
                    }
                }));
    }

    private final Observed<String> problem = new Observed<>("");

    /** What went wrong last while the host stayed usable; empty if nothing. */
    public Observed<String> problem() {
        return problem;
    }

    /** The card answers about trees that are held over it; all of them must fit. */
    public void hover(HostSession from, List<ProcessFacts> trees) {
        hover.set(Optional.of(answer(from, trees)));
    }

    /** The card answers about a checkpoint that is held over it; {@code obstacle} says why none could restore it, or is empty. */
    public void hoverCheckpoint(String obstacle) {
        if (session().isEmpty()) {
            hover.set(Optional.of(no(reason())));
        } else {
            hover.set(Optional.of(
                    obstacle.isEmpty()
                            ? new Estimate(Estimate.Answer.FITS, Texts.text("hosts.hover.restore"))
                            : no(obstacle)));
        }
    }

    /** Nothing is held over it any more. */
    public void leave() {
        hover.set(Optional.empty());
    }

    private Estimate answer(HostSession from, List<ProcessFacts> trees) {
        Optional<HostSession> to = session();
        if (to.isEmpty()) return no(reason());
        if (to.get() == from) return no(Texts.text("hosts.hover.same"));
        if (trees.isEmpty()) return no(Texts.text("hosts.hover.none"));
        Estimate worst = Estimate.FITS;
        for (ProcessFacts tree : trees) {
            Estimate estimate = from.estimate(tree, to.get());
            if (estimate.answer().compareTo(worst.answer()) > 0) worst = estimate;
        }
        return worst;
    }

    private static Estimate no(String sentence) {
        return new Estimate(Estimate.Answer.DOES_NOT_FIT, sentence);
    }

    private String reason() {
        HostState now = state.get();
        if (now instanceof HostState.Unusable unusable) return unusable.sentence();
        return Texts.text(now instanceof HostState.Connecting ? "hosts.hover.connecting" : "hosts.hover.idle");
    }

    /** The open connection, if there is one. */
    public Optional<HostSession> session() {
        return state.get() instanceof HostState.Ready ready ? Optional.of(ready.session()) : Optional.empty();
    }

    /** What the host is, if it is connected. */
    public Optional<HostProfile> profile() {
        return state.get() instanceof HostState.Ready ready ? Optional.of(ready.profile()) : Optional.empty();
    }

    /** What kind of host it is. */
    public Kind kind() {
        return kind;
    }

    /** How a person calls it. */
    public String name() {
        return name;
    }

    /** The same within a sentence. */
    public String nameInText() {
        return switch (kind) {
            case THIS_MACHINE -> Texts.text("hosts.here.in-text");
            case SANDBOX -> Texts.text("hosts.sandbox.in-text");
            case SSH -> name;
        };
    }

    /** Whether it can be used. */
    public Observed<HostState> state() {
        return state;
    }

    /** How busy it is. */
    public Observed<HostLoad> load() {
        return load;
    }

    /** The answer to what is held over it, while something is. */
    public Observed<Optional<Estimate>> hover() {
        return hover;
    }

    /** Whether its processes are in the left pane. */
    public Observed<Boolean> shown() {
        return shown;
    }

    void close() {
        watch.close();
        session().ifPresent(HostSession::close);
    }
}
