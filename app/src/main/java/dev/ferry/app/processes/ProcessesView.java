package dev.ferry.app.processes;

import atlantafx.base.controls.CustomTextField;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Texts;
import javafx.geometry.Point2D;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The left pane: which host, what is searched for, and the list. */
public final class ProcessesView extends VBox {
    private final ProcessesViewModel model;
    private final ProcessActions actions;
    private final ProcessTable table;
    private final MenuButton host = new MenuButton();
    private final CustomTextField search = new CustomTextField();

    /** The pane of a model. */
    public ProcessesView(ProcessesViewModel model, ProcessActions actions) {
        this.model = model;
        this.actions = actions;
        this.table = new ProcessTable(model, actions);
        getStyleClass().add("processes-pane");
        getChildren().addAll(header(), table);
        setVgrow(table, Priority.ALWAYS);
    }

    private Node header() {
        host.setId("host-switcher");
        host.getStyleClass().add("host-switcher");
        host.setMinWidth(Region.USE_PREF_SIZE);
        host.setTooltip(new Tooltip(Texts.text("processes.switch")));
        model.title().follow(host::setText);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox header = new HBox(8, host, space, search(), owners(), kernel(), save());
        header.setAlignment(Pos.CENTER_LEFT);
        header.getStyleClass().add("pane-header");
        return header;
    }

    private Node search() {
        search.setId("search");
        search.setPromptText(Texts.text("processes.search"));
        search.setAccessibleText(Texts.text("processes.search"));
        search.setLeft(Icons.of(Feather.SEARCH, "muted"));
        search.setPrefWidth(220);
        search.textProperty()
                .addListener((any, before, text) ->
                        model.filter().set(model.filter().get().withSearch(text)));
        search.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty()) {
                search.clear();
                event.consume();
            } else if (event.getCode() == KeyCode.DOWN) {
                focusTable();
                event.consume();
            }
        });
        return search;
    }

    private Node owners() {
        ToggleButton mine = chip("filter-mine", "processes.mine");
        ToggleButton all = chip("filter-all", "processes.all");
        mine.getStyleClass().add("left-pill");
        all.getStyleClass().add("right-pill");
        ToggleGroup group = new ToggleGroup();
        group.getToggles().addAll(mine, all);
        group.selectedToggleProperty().addListener((any, before, chosen) -> {
            if (chosen == null) {
                before.setSelected(true);
            } else {
                model.showMine(chosen == mine);
            }
        });
        model.mine().follow(chosen -> group.selectToggle(chosen ? mine : all));
        HBox owners = new HBox(mine, all);
        owners.setAlignment(Pos.CENTER_LEFT);
        return owners;
    }

    private Node kernel() {
        ToggleButton kernel = chip("filter-kernel", "processes.kernel");
        kernel.setTooltip(new Tooltip(Texts.text("processes.kernel.hint")));
        model.filter().follow(filter -> kernel.setSelected(filter.kernel()));
        kernel.selectedProperty()
                .addListener((any, before, shown) ->
                        model.filter().set(model.filter().get().withKernel(shown)));
        return kernel;
    }

    private Node save() {
        Button save = new Button(null, Icons.of(Feather.SAVE));
        save.setId("save");
        save.getStyleClass().addAll("flat", "button-icon");
        save.setTooltip(new Tooltip(Texts.text("menu.save")));
        save.setAccessibleText(Texts.text("menu.save"));
        save.setOnAction(event -> actions.saveSelected());
        model.selection().follow(selected -> save.setDisable(selected.isEmpty()));
        return save;
    }

    private static ToggleButton chip(String id, String text) {
        ToggleButton chip = new ToggleButton(Texts.text(text));
        chip.setId(id);
        chip.getStyleClass().add("chip");
        chip.setMinWidth(Region.USE_PREF_SIZE);
        return chip;
    }

    /** Where the window puts the other hosts to choose from. */
    public MenuButton switcher() {
        return host;
    }

    /** Puts the cursor where a person searches. */
    public void focusSearch() {
        search.requestFocus();
        search.selectAll();
    }

    /** Puts the focus on the list, and on its first row if none is chosen. */
    public void focusTable() {
        table.requestFocus();
        if (table.getSelectionModel().isEmpty() && table.getExpandedItemCount() > 0) {
            table.getSelectionModel().select(0);
        }
    }

    /** A place beside the selected row, on the screen, for a menu about it. */
    public Point2D besideSelection() {
        return table.besideSelection();
    }

    /** Arranges the columns of the list. */
    public void arrange(TableLayout layout) {
        table.arrange(layout);
    }

    /** How they are arranged now. */
    public TableLayout arrangement() {
        return table.arrangement();
    }
}
