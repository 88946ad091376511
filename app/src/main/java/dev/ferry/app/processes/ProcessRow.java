package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.fx.DragImage;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Texts;
import java.util.List;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TreeTableRow;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import org.kordamp.ikonli.feather.Feather;

/** A row that can be dragged onto a host. */
final class ProcessRow extends TreeTableRow<ProcessNode> {
    private final ProcessesViewModel model;
    private final ProcessActions actions;

    ProcessRow(ProcessesViewModel model, ProcessActions actions) {
        this.model = model;
        this.actions = actions;
        setOnDragDetected(this::drag);
        setOnDragDone(event -> actions.dragEnds());
        setContextMenu(menu());
        emptyProperty().addListener((any, before, empty) -> setContextMenu(empty ? null : menu()));
    }

    private ContextMenu menu() {
        MenuItem move = new MenuItem(Texts.text("menu.move"), Icons.of(Feather.SEND));
        move.setOnAction(event -> actions.chooseDestination());
        MenuItem details = new MenuItem(Texts.text("menu.details"), Icons.of(Feather.INFO));
        details.setOnAction(event -> actions.showDetails());
        MenuItem save = new MenuItem(Texts.text("menu.save"), Icons.of(Feather.SAVE));
        save.setOnAction(event -> actions.saveSelected());
        return new ContextMenu(move, save, details);
    }

    private void drag(MouseEvent event) {
        List<ProcessFacts> trees = model.selectedTrees();
        if (isEmpty() || trees.isEmpty()) return;
        Dragboard board = startDragAndDrop(TransferMode.MOVE);
        ClipboardContent content = new ClipboardContent();
        content.putString(trees.get(0).command());
        board.setContent(content);
        hang(board, trees);
        actions.dragBegins(trees);
        event.consume();
    }

    private void hang(Dragboard board, List<ProcessFacts> trees) {
        int processes = trees.stream().mapToInt(model::sizeOf).sum();
        String name = trees.size() == 1 ? trees.get(0).name() : Texts.counted("processes.trees", trees.size());
        DragImage.hang(board, getScene(), name, Texts.counted("processes.count", processes));
    }
}
