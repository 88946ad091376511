package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.PlainText;
import dev.ferry.app.fx.DragImage;
import dev.ferry.app.fx.RowMenu;
import dev.ferry.app.fx.Shortcut;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.show.SavedTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeTableCell;
import javafx.scene.control.TreeTableColumn;
import javafx.scene.control.TreeTableRow;
import javafx.scene.control.TreeTableView;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;

/** The processes of a checkpoint. Whichever is taken hold of, all of them go along: a checkpoint is restored as a whole. */
final class TaskTable extends TreeTableView<SavedTask> {
    private static final double ROW = 28;
    private static final int LONGEST = 500;
    private static final int VISIBLE_ROWS = 8;

    private final CheckpointActions actions;
    private final RowMenu menu;

    TaskTable(CheckpointActions actions) {
        this.actions = actions;
        this.menu = new RowMenu(Shortcut.RESTORE.item(actions::chooseRestoreHost));
        setId("checkpoint-tasks");
        setAccessibleText(Texts.text("checkpoint.accessible"));
        getStyleClass().add("processes");
        setFixedCellSize(ROW);
        getColumns()
                .setAll(List.of(
                        column("processes.column.command", 320, false, SavedTask::command),
                        column("processes.column.pid", 72, true, task -> Integer.toString(task.pid())),
                        column("processes.column.user", 96, false, SavedTask::user),
                        column("details.state", 80, false, SavedTask::state),
                        column(
                                "processes.column.threads",
                                72,
                                true,
                                task -> Integer.toString(task.threads().size())),
                        column("checkpoint.mapped", 88, true, task -> Amounts.bytes(task.mappedBytes())),
                        column("checkpoint.saved", 88, true, task -> Amounts.bytes(task.savedBytes()))));
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        setRowFactory(table -> new Row());
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                actions.chooseRestoreHost();
                event.consume();
            } else if (menu.typed(event, this, localToScreen(160, 2 * ROW))) {
                event.consume();
            }
        });
    }

    private static TreeTableColumn<SavedTask, String> column(
            String title, double width, boolean number, Function<SavedTask, String> text) {
        TreeTableColumn<SavedTask, String> column = new TreeTableColumn<>(Texts.text(title));
        column.setPrefWidth(width);
        column.setCellValueFactory(row ->
                new ReadOnlyStringWrapper(PlainText.of(text.apply(row.getValue().getValue()), LONGEST)));
        column.setReorderable(false);
        column.setSortable(false);
        if (number) {
            column.getStyleClass().add("number");
            column.setCellFactory(any -> new NumberCell());
        }
        return column;
    }

    private static final class NumberCell extends TreeTableCell<SavedTask, String> {
        NumberCell() {
            setAlignment(Pos.CENTER_RIGHT);
            getStyleClass().add("number");
        }

        @Override
        protected void updateItem(String text, boolean empty) {
            super.updateItem(text, empty);
            setText(empty ? null : text);
        }
    }

    void show(List<SavedTask> tasks) {
        Map<Integer, TreeItem<SavedTask>> items = new HashMap<>();
        for (SavedTask task : tasks) {
            TreeItem<SavedTask> item = new TreeItem<>(task);
            item.setExpanded(true);
            items.put(task.pid(), item);
            if (task.depth() > 0) items.get(task.ppid()).getChildren().add(item);
        }
        setRoot(items.get(tasks.get(0).pid()));
        double height = ROW * (Math.min(tasks.size(), VISIBLE_ROWS) + 1) + 4;
        setMinHeight(height);
        setMaxHeight(height);
        getSelectionModel().select(0);
    }

    private final class Row extends TreeTableRow<SavedTask> {
        Row() {
            setOnDragDetected(this::drag);
            setOnDragDone(event -> actions.dragEnds());
            menu.on(this);
        }

        private void drag(MouseEvent event) {
            if (isEmpty()) return;
            ClipboardContent content = new ClipboardContent();
            content.putString(getItem().command());
            Dragboard board = startDragAndDrop(TransferMode.MOVE);
            board.setContent(content);
            SavedTask root = getTreeTableView().getRoot().getValue();
            int processes = getTreeTableView().getExpandedItemCount();
            DragImage.hang(board, getScene(), root.name(), Texts.counted("processes.count", processes));
            actions.checkpointDragBegins();
            event.consume();
        }
    }
}
