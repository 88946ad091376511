package dev.ferry.app.hosts;

import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.screen.Texts;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Asks for a host by its address, or offers those of ssh's configuration. */
public final class AddHostSheet extends VBox {
    private final HostsViewModel model;
    private final Runnable added;
    private final TextField address = new TextField();
    private final CheckBox root = new CheckBox(Texts.text("add.root"));
    private final Label problem = new Label();
    private final ListView<String> known = new ListView<>();
    private final Button add = new Button(Texts.text("add.add"));

    /** The sheet; {@code added} is called when a host was. */
    public AddHostSheet(HostsViewModel model, Runnable added) {
        super(8);
        this.model = model;
        this.added = added;
        getStyleClass().add("sheet-content");
        address.setId("add-address");
        address.setAccessibleText(Texts.text("add.address"));
        problem.getStyleClass().addAll("small", "problem");
        problem.setWrapText(true);
        problem.setVisible(false);
        problem.setManaged(false);
        root.setWrapText(true);
        Label meaning = small("add.root.meaning");
        meaning.getStyleClass().add("under-box");
        add.setId("add-add");
        add.getStyleClass().add("accent");
        add.setDefaultButton(true);
        add.setOnAction(event -> add());
        getChildren()
                .addAll(
                        label("add.address"),
                        address,
                        problem,
                        small("add.prompt"),
                        new VBox(4, root, meaning),
                        label("add.known"),
                        known);
        setVgrow(known, Priority.ALWAYS);
        known();
    }

    private static Label label(String text) {
        Label label = new Label(Texts.text(text));
        label.getStyleClass().add("group-title");
        return label;
    }

    private static Label small(String text) {
        Label label = new Label(Texts.text(text));
        label.getStyleClass().addAll("small", "muted");
        label.setWrapText(true);
        return label;
    }

    private void known() {
        known.setId("add-known");
        known.setFixedCellSize(28);
        known.setMaxHeight(28 * 9);
        known.setAccessibleText(Texts.text("add.known"));
        Label none = small("add.known.none");
        none.getStyleClass().add("empty");
        known.setPlaceholder(none);
        model.suggestions().follow(this::suggest);
        known.getSelectionModel().selectedItemProperty().addListener((any, before, chosen) -> {
            if (chosen != null) address.setText(chosen);
        });
        known.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2 && !address.getText().isBlank()) add();
        });
    }

    private void suggest(List<SavedHost> hosts) {
        known.getItems().setAll(hosts.stream().map(SavedHost::address).toList());
    }

    private void add() {
        Optional<String> refused = model.add(address.getText(), root.isSelected());
        problem.setText(refused.orElse(""));
        problem.setVisible(refused.isPresent());
        problem.setManaged(refused.isPresent());
        if (refused.isEmpty()) added.run();
    }

    /** The button below. */
    public HBox footer() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox footer = new HBox(8, space, add);
        footer.setAlignment(Pos.CENTER_LEFT);
        return footer;
    }

    /** Puts the cursor into the address. */
    public void focus() {
        address.requestFocus();
    }
}
