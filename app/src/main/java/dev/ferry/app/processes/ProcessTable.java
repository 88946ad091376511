package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.fx.RowMenu;
import dev.ferry.app.fx.Shortcut;
import dev.ferry.app.screen.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableColumn;
import javafx.scene.control.TreeTableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** The list of processes. */
final class ProcessTable extends TreeTableView<ProcessNode> {
    private static final double ROW = 28;

    private final ProcessesViewModel model;
    private final ProcessActions actions;
    private final ProcessItems items = new ProcessItems();
    private final RowMenu menu;
    private boolean following;

    ProcessTable(ProcessesViewModel model, ProcessActions actions) {
        this.model = model;
        this.actions = actions;
        this.menu = new RowMenu(
                Shortcut.MOVE.item(actions::chooseDestination),
                Shortcut.SAVE.item(actions::saveSelected),
                Shortcut.DETAILS.item(actions::showDetails));
        setId("processes");
        setAccessibleText(Texts.text("processes.accessible"));
        getStyleClass().add("processes");
        setFixedCellSize(ROW);
        setShowRoot(false);
        setRoot(items.root());
        setTableMenuButtonVisible(true);
        getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        for (ProcessColumn column : ProcessColumn.values()) {
            getColumns().add(ProcessCells.column(column));
        }
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        setRowFactory(table -> {
            ProcessRow row = new ProcessRow(model, actions);
            menu.on(row);
            return row;
        });
        setSortPolicy(table -> sort(getSortOrder()));
        getSelectionModel().getSelectedItems().addListener((javafx.beans.Observable any) -> selected());
        addEventHandler(KeyEvent.KEY_PRESSED, this::typed);
        model.onArranged(this::follow);
        placeholder();
        follow();
    }

    void arrange(TableLayout layout) {
        List<TreeTableColumn<ProcessNode, ?>> arranged = new ArrayList<>();
        for (TableLayout.Column wanted : layout.columns()) {
            TreeTableColumn<ProcessNode, ?> column = column(wanted.column());
            column.setVisible(wanted.shown());
            if (wanted.width() > TableLayout.USUAL_WIDTH) column.setPrefWidth(wanted.width());
            arranged.add(column);
        }
        List<TreeTableColumn<ProcessNode, ?>> order = new ArrayList<>();
        for (TableLayout.Sort sort : layout.sorts()) {
            TreeTableColumn<ProcessNode, ?> column = column(sort.column());
            column.setSortType(
                    sort.descending() ? TreeTableColumn.SortType.DESCENDING : TreeTableColumn.SortType.ASCENDING);
            order.add(column);
        }
        if (!arranged.equals(getColumns())) getColumns().setAll(arranged);
        getSortOrder().setAll(order);
    }

    TableLayout arrangement() {
        return new TableLayout(
                getColumns().stream()
                        .map(column -> new TableLayout.Column(kind(column), column.getWidth(), column.isVisible()))
                        .toList(),
                getSortOrder().stream()
                        .map(column -> new TableLayout.Sort(
                                kind(column), column.getSortType() == TreeTableColumn.SortType.DESCENDING))
                        .toList());
    }

    private static ProcessColumn kind(TreeTableColumn<ProcessNode, ?> column) {
        return (ProcessColumn) column.getUserData();
    }

    private TreeTableColumn<ProcessNode, ?> column(ProcessColumn kind) {
        return getColumns().stream()
                .filter(column -> kind(column) == kind)
                .findFirst()
                .orElseThrow();
    }

    private void placeholder() {
        Label empty = new Label();
        empty.getStyleClass().add("empty");
        empty.setWrapText(true);
        model.emptyText().follow(empty::setText);
        setPlaceholder(empty);
    }

    private boolean sort(List<TreeTableColumn<ProcessNode, ?>> columns) {
        Comparator<ProcessFacts> order = null;
        for (TreeTableColumn<ProcessNode, ?> column : columns) {
            boolean descending = column.getSortType() == TreeTableColumn.SortType.DESCENDING;
            Comparator<ProcessFacts> next = kind(column).order(descending);
            order = order == null ? next : order.thenComparing(next);
        }
        model.sortBy(order == null ? ProcessColumn.PID.order(false) : order);
        return true;
    }

    /** Rows that move take the selection along: the table would keep it at the place. */
    private void follow() {
        List<ProcessNode> selected = selectedNodes();
        following = true;
        try {
            if (items.follow(model.roots())) select(selected);
        } finally {
            following = false;
        }
        selected();
    }

    private List<ProcessNode> selectedNodes() {
        return getSelectionModel().getSelectedItems().stream()
                .filter(Objects::nonNull)
                .map(TreeItem::getValue)
                .filter(Objects::nonNull)
                .toList();
    }

    private void select(List<ProcessNode> nodes) {
        List<Integer> rows = new ArrayList<>();
        for (ProcessNode node : nodes) {
            ProcessItem item = items.of(node);
            int row = item == null ? -1 : getRow(item);
            if (row >= 0) rows.add(row);
        }
        List<Integer> now =
                getSelectionModel().getSelectedIndices().stream().sorted().toList();
        if (rows.stream().sorted().toList().equals(now)) return;
        getSelectionModel().clearSelection();
        rows.forEach(getSelectionModel()::select);
        if (!rows.isEmpty()) getFocusModel().focus(rows.get(rows.size() - 1));
    }

    private void selected() {
        if (!following) {
            model.selection()
                    .set(selectedNodes().stream().map(ProcessNode::facts).toList());
        }
    }

    private void typed(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER && event.isAltDown()) {
            actions.showDetails();
        } else if (event.getCode() == KeyCode.ENTER) {
            actions.chooseDestination();
        } else if (getSelectionModel().isEmpty() || !menu.typed(event, this, besideSelection())) {
            return;
        }
        event.consume();
    }

    /** A place beside the selected row, on the screen, for a menu about it. */
    Point2D besideSelection() {
        return lookupAll(".tree-table-row-cell:selected").stream()
                .filter(Node::isVisible)
                .findFirst()
                .map(row -> row.localToScreen(160, 28))
                .orElseGet(() -> localToScreen(160, 60));
    }
}
