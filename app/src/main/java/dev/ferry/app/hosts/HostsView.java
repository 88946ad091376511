package dev.ferry.app.hosts;

import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The right pane. */
public final class HostsView extends VBox {
    /** As wide as it always is. */
    public static final double WIDTH = 320;

    private final HostsViewModel model;
    private final HostActions actions;
    private final VBox cards = new VBox(8);
    private final Label hint = new Label(Texts.text("hosts.hint"));
    private final Map<HostCardModel, HostCard> views = new HashMap<>();

    /** A card for every host. */
    public HostsView(HostsViewModel model, HostActions actions) {
        this.model = model;
        this.actions = actions;
        setId("hosts");
        getStyleClass().add("hosts-pane");
        setMinWidth(WIDTH);
        setPrefWidth(WIDTH);
        setMaxWidth(WIDTH);
        cards.getStyleClass().add("cards");
        hint.getStyleClass().addAll("small", "hint");
        hint.setWrapText(true);
        ScrollPane scroll = new ScrollPane(cards);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(header(), scroll);
        model.cards().follow(this::show);
    }

    private HBox header() {
        Label title = new Label(Texts.text("hosts.title"));
        title.getStyleClass().add("pane-title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox header = new HBox(title, space);
        header.setAlignment(Pos.CENTER_LEFT);
        header.getStyleClass().add("pane-header");
        return header;
    }

    private void show(List<HostCardModel> hosts) {
        views.keySet().retainAll(hosts);
        cards.getChildren().setAll(hosts.stream().map(this::view).toList());
        cards.getChildren().addAll(addCard(), hint);
    }

    private HostCard view(HostCardModel card) {
        return views.computeIfAbsent(card, made -> new HostCard(made, model, actions));
    }

    private Button addCard() {
        Button add = new Button(Texts.text("hosts.add"), Icons.of(Feather.PLUS));
        add.setId("add-host");
        add.getStyleClass().add("add-host");
        add.setMaxWidth(Double.MAX_VALUE);
        add.setOnAction(event -> actions.addHost());
        return add;
    }

    /** What to do first is said until it was done once. */
    public void showHint(boolean shown) {
        hint.setVisible(shown);
        hint.setManaged(shown);
    }
}
