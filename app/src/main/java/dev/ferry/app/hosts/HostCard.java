package dev.ferry.app.hosts;

import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.fx.CopyButton;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.fx.Meter;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A host as something that trees can be dropped on. */
final class HostCard extends VBox {
    private static final PseudoClass FITS = PseudoClass.getPseudoClass("fits");
    private static final PseudoClass REFUSES = PseudoClass.getPseudoClass("refuses");
    private static final PseudoClass SHOWN = PseudoClass.getPseudoClass("shown");
    private static final PseudoClass UNUSABLE = PseudoClass.getPseudoClass("unusable");

    private static final String UNKNOWN = "\u2013";
    private static final long ASK_AGAIN = 500_000_000;

    private final HostCardModel model;
    private final HostsViewModel hosts;
    private final HostActions actions;
    private final Region dot = new Region();
    private final Label about = small("about");
    private final Label answer = small("answer");
    private final Button act = new Button();
    private final MenuButton menu = new MenuButton();
    private final Gauge load = new Gauge("hosts.load");
    private final Gauge memory = new Gauge("hosts.memory");
    private final VBox gauges = new VBox(8, load, memory);
    private long askedAt;

    HostCard(HostCardModel model, HostsViewModel hosts, HostActions actions) {
        this.model = model;
        this.hosts = hosts;
        this.actions = actions;
        setId("host-" + id(model));
        getStyleClass().add("host-card");
        setFocusTraversable(true);
        answer.setWrapText(true);
        about.setWrapText(true);
        act.getStyleClass().add("small");
        getChildren().addAll(header(), about, gauges, answer, act);
        receive();
        model.state().follow(this::show);
        model.load().follow(this::show);
        model.hover().follow(this::answer);
        model.problem().follow(sentence -> show(model.state().get()));
        model.shown().follow(shown -> pseudoClassStateChanged(SHOWN, shown));
    }

    private static String id(HostCardModel model) {
        return model.kind() == HostCardModel.Kind.SSH
                ? model.name().replaceAll("[^A-Za-z0-9]", "-")
                : model.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Label small(String style) {
        Label label = new Label();
        label.getStyleClass().addAll("small", style);
        return label;
    }

    private Node header() {
        dot.getStyleClass().add("dot");
        Label name = new Label(model.name());
        name.getStyleClass().add("host-name");
        HBox.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        menu.setGraphic(Icons.of(Feather.MORE_HORIZONTAL));
        menu.setId(getId() + "-menu");
        menu.getStyleClass().addAll("flat", "no-arrow", "button-icon");
        menu.setAccessibleText(Texts.text("hosts.menu.accessible", model.name()));
        HBox header = new HBox(8, dot, name, menu);
        header.setAlignment(Pos.CENTER_LEFT);
        return header;
    }

    private void receive() {
        setOnDragEntered(event -> {
            if (actions.isDragging()) actions.dragOver(model);
        });
        setOnDragOver(event -> {
            if (actions.isDragging()) askAgain();
            if (actions.isDragging() && accepts()) event.acceptTransferModes(TransferMode.MOVE);
            event.consume();
        });
        setOnDragExited(event -> model.leave());
        setOnDragDropped(this::dropped);
        setOnMouseClicked(event -> {
            requestFocus();
            if (event.getClickCount() == 2 && model.session().isPresent()) actions.show(model);
        });
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                act();
                event.consume();
            }
        });
    }

    /** What is not known yet when something comes over the card may be known a moment later. */
    private void askAgain() {
        long now = System.nanoTime();
        if (now - askedAt > ASK_AGAIN) {
            askedAt = now;
            actions.dragOver(model);
        }
    }

    private boolean accepts() {
        return model.hover()
                .get()
                .filter(estimate -> estimate.answer() != Estimate.Answer.DOES_NOT_FIT)
                .isPresent();
    }

    private void dropped(DragEvent event) {
        boolean accepted = actions.isDragging() && accepts();
        model.leave();
        event.setDropCompleted(accepted);
        event.consume();
        if (accepted) actions.drop(model);
    }

    private void act() {
        if (model.session().isPresent()) {
            actions.show(model);
        } else if (model.lacksFerry()) {
            model.install();
        } else {
            model.connect();
        }
    }

    private void show(HostState state) {
        boolean ready = state instanceof HostState.Ready;
        dot.getStyleClass().setAll("dot", state.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        pseudoClassStateChanged(UNUSABLE, !ready && !(state instanceof HostState.Connecting));
        setShown(gauges, ready);
        about.setText(about(state));
        about.setTooltip(
                state instanceof HostState.Ready known
                        ? new Tooltip(known.profile().cpu())
                        : null);
        setShown(act, offer(state));
        menu.getItems().setAll(items(state));
        setShown(menu, !menu.getItems().isEmpty());
        setAccessibleText(model.name() + ". " + about.getText());
        answer(model.hover().get());
    }

    private static void setShown(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    private String about(HostState state) {
        if (state instanceof HostState.Unusable unusable) return unusable.sentence();
        if (state instanceof HostState.Connecting connecting) return about(connecting);
        if (state instanceof HostState.Ready ready) return about(ready.profile());
        return Texts.text("hosts.idle");
    }

    private static String about(HostState.Connecting connecting) {
        return connecting.installed().isPresent()
                ? Texts.text(
                        "hosts.installing",
                        Amounts.percent(connecting.installed().getAsInt() / 100.0))
                : Texts.text("hosts.connecting");
    }

    private static String about(HostProfile profile) {
        return Texts.text(
                "hosts.about",
                profile.name(),
                profile.kernel(),
                Texts.counted("hosts.cores", profile.cores()),
                profile.ferry());
    }

    /** The one thing that helps most, as a button: to come in, or to have more rights. */
    private boolean offer(HostState state) {
        if (state instanceof HostState.Ready ready) {
            act.setText(Texts.text("hosts.become-root"));
            act.setOnAction(event -> model.becomeRoot());
            return canBecomeRoot(ready.profile());
        }
        if (model.lacksFerry()) {
            act.setText(Texts.text("hosts.install"));
            act.setOnAction(event -> model.install());
            return true;
        }
        act.setText(Texts.text(state instanceof HostState.Unusable ? "hosts.reconnect" : "hosts.connect"));
        act.setOnAction(event -> model.connect());
        return !(state instanceof HostState.Connecting);
    }

    private static boolean canBecomeRoot(HostProfile profile) {
        return !profile.root() && profile.rootBy() != HostProfile.RootBy.NO_WAY;
    }

    private List<MenuItem> items(HostState state) {
        List<MenuItem> items = new ArrayList<>();
        if (state instanceof HostState.Ready) {
            items.add(item("hosts.show", Feather.LIST, () -> actions.show(model)));
        }
        if (model.lacksFerry()) {
            items.add(item("hosts.reconnect", Feather.REFRESH_CW, model::connect));
        }
        String wrong = state instanceof HostState.Unusable unusable
                ? unusable.sentence()
                : model.problem().get();
        if (!wrong.isEmpty()) {
            items.add(item("hosts.copy", Feather.COPY, () -> CopyButton.copy(wrong)));
        }
        if (model.kind() == HostCardModel.Kind.SSH) {
            items.add(item("hosts.remove", Feather.TRASH_2, () -> hosts.remove(model)));
        }
        return items;
    }

    private static MenuItem item(String text, Feather icon, Runnable action) {
        MenuItem item = new MenuItem(Texts.text(text), Icons.of(icon));
        item.setOnAction(event -> action.run());
        return item;
    }

    private void show(HostLoad now) {
        boolean known = now.memoryTotal() > 0;
        String cpu = Texts.text("hosts.load.value", Amounts.percent(now.cpuShare()), figure(now));
        load.show(now.cpuShare(), known ? cpu : UNKNOWN);
        String used =
                Texts.text("hosts.memory.value", Amounts.bytes(now.memoryUsed()), Amounts.bytes(now.memoryTotal()));
        memory.show(known ? (double) now.memoryUsed() / now.memoryTotal() : 0, known ? used : UNKNOWN);
    }

    private static String figure(HostLoad now) {
        return String.format(Locale.ROOT, "%.2f", now.loadAverage());
    }

    private void answer(Optional<Estimate> estimate) {
        boolean refuses = estimate.filter(given -> given.answer() == Estimate.Answer.DOES_NOT_FIT)
                .isPresent();
        pseudoClassStateChanged(REFUSES, refuses);
        pseudoClassStateChanged(FITS, estimate.isPresent() && !refuses);
        String text = estimate.map(this::sentence).orElse(model.problem().get());
        answer.setText(text);
        setShown(answer, !text.isEmpty());
    }

    private String sentence(Estimate estimate) {
        return switch (estimate.answer()) {
            case FITS -> estimate.sentence().isEmpty() ? Texts.text("hosts.hover.fits") : estimate.sentence();
            case MAYBE -> Texts.text("hosts.hover.maybe", estimate.sentence());
            case DOES_NOT_FIT -> estimate.sentence();
        };
    }

    /** A name, a value, and a bar below them. */
    private static final class Gauge extends VBox {
        private final Label value = small("value");
        private final Meter meter = new Meter();

        Gauge(String name) {
            super(4);
            Label title = small("muted");
            title.setText(Texts.text(name));
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            meter.setAccessibleText(title.getText());
            getChildren().addAll(new HBox(title, space, value), meter);
        }

        void show(double share, String text) {
            meter.show(share);
            if (!text.equals(value.getText())) value.setText(text);
        }
    }
}
