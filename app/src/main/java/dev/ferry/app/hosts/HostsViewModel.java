package dev.ferry.app.hosts;

import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.hosts.HostCardModel.Kind;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/** All hosts that have a card. */
public final class HostsViewModel {
    private final Hosts hosts;
    private final UserPrompts prompts;
    private final Executor ui;
    private final Executor work;
    private final Observed<List<HostCardModel>> cards = new Observed<>(List.of());
    private final Observed<List<SavedHost>> suggestions = new Observed<>(List.of());
    private final Observed<String> problem = new Observed<>("");

    /**
     * Hosts that are reached on threads of {@code work}.
     *
     * @param prompts asked there
     */
    public HostsViewModel(Hosts hosts, UserPrompts prompts, Executor ui, Executor work) {
        this.hosts = hosts;
        this.prompts = prompts;
        this.ui = ui;
        this.work = work;
    }

    /** Makes the cards of the first start, and those of saved hosts, which are reached if nobody has to be asked. */
    public void open() {
        HostCardModel here = card(Kind.THIS_MACHINE, Texts.text("hosts.here"), () -> hosts.thisMachine(prompts));
        HostCardModel sandbox = card(Kind.SANDBOX, Texts.text("hosts.sandbox"), () -> sandbox(here));
        cards.set(List.of(here, sandbox));
        here.connect();
        sandbox.waitsForAnother();
        here.state().follow(state -> {
            boolean known = !(state instanceof HostState.Connecting);
            if (known && sandbox.session().isEmpty()) sandbox.connect(() -> sandbox(here));
        });
        work.execute(this::readSaved);
    }

    /** It is made of namespaces, which only root may make. */
    private HostSession sandbox(HostCardModel here) throws IOException {
        Optional<HostProfile> profile = here.profile().filter(known -> !known.root());
        if (profile.isPresent()) {
            boolean hopeless = profile.get().rootBy() == HostProfile.RootBy.NO_WAY;
            throw new IOException(Texts.text(hopeless ? "hosts.sandbox.no-way" : "hosts.sandbox.needs-root"));
        }
        return hosts.sandbox();
    }

    private void readSaved() {
        try {
            List<SavedHost> saved = hosts.saved();
            ui.execute(() -> {
                suggestions.set(saved.stream()
                        .filter(host -> host.origin() == SavedHost.Origin.SSH_CONFIG)
                        .toList());
                saved.stream()
                        .filter(host -> host.origin() == SavedHost.Origin.FERRY)
                        .forEach(host -> put(host).connect(quietly(host)));
            });
        } catch (IOException e) {
            ui.execute(() -> problem.set(e.getMessage()));
        }
    }

    private HostCardModel card(Kind kind, String name, HostCardModel.Opening opening) {
        return new HostCardModel(kind, name, opening, ui, work);
    }

    private HostCardModel put(SavedHost host) {
        HostCardModel card = new HostCardModel(
                Kind.SSH, host.address(), () -> open(host, prompts), percent -> install(host, percent), ui, work);
        List<HostCardModel> all = new ArrayList<>(cards.get());
        all.removeIf(other -> other.kind() == Kind.SSH && other.name().equals(host.address()));
        all.add(card);
        cards.set(List.copyOf(all));
        return card;
    }

    private HostCardModel.Opening quietly(SavedHost host) {
        return () -> open(host, UserPrompts.none());
    }

    private HostSession open(SavedHost host, UserPrompts asked) throws IOException {
        return hosts.open(HostAddress.parse(host.address()), host.root(), asked);
    }

    private HostSession install(SavedHost host, IntConsumer percent) throws IOException {
        return hosts.install(HostAddress.parse(host.address()), host.root(), prompts, percent);
    }

    /**
     * Adds a host, remembers it and reaches it.
     *
     * @param root whether ferry is started there by sudo
     * @return empty, or why the address can not be used, as a sentence
     */
    public Optional<String> add(String address, boolean root) {
        try {
            HostAddress.parse(address.strip());
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        SavedHost host = new SavedHost(address.strip(), root, SavedHost.Origin.FERRY);
        put(host).connect();
        work.execute(() -> keep(host));
        return Optional.empty();
    }

    private void keep(SavedHost host) {
        try {
            hosts.save(host);
        } catch (IOException e) {
            ui.execute(() -> problem.set(e.getMessage()));
        }
    }

    /** Takes the card away, and closes the connection. */
    public void remove(HostCardModel card) {
        cards.set(cards.get().stream().filter(other -> other != card).toList());
        work.execute(() -> {
            card.close();
            forget(new SavedHost(card.name(), false, SavedHost.Origin.FERRY));
        });
    }

    private void forget(SavedHost host) {
        try {
            hosts.forget(host);
        } catch (IOException e) {
            ui.execute(() -> problem.set(e.getMessage()));
        }
    }

    /** The card of a session. */
    public Optional<HostCardModel> of(HostSession session) {
        return cards.get().stream()
                .filter(card -> card.session().filter(open -> open == session).isPresent())
                .findFirst();
    }

    /** Its name within a sentence. */
    public String nameOf(HostSession session) {
        return of(session)
                .map(HostCardModel::nameInText)
                .orElseGet(() -> session.profile().name());
    }

    /** Every card, in the order in which they stand. */
    public Observed<List<HostCardModel>> cards() {
        return cards;
    }

    /** Hosts of ssh_config(5) that can be added. */
    public Observed<List<SavedHost>> suggestions() {
        return suggestions;
    }

    /** What went wrong with the list of hosts last; empty if nothing. */
    public Observed<String> problem() {
        return problem;
    }

    /** Stops watching; the sessions are closed by who opened them. */
    public void close() {
        cards.get().forEach(HostCardModel::close);
    }
}
