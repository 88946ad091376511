package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.fx.DragImage;
import dev.ferry.app.screen.Texts;
import java.util.List;
import javafx.scene.control.TreeTableRow;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;

/** A row that can be dragged onto a host. */
final class ProcessRow extends TreeTableRow<ProcessNode> {
    private final ProcessesViewModel model;
    private final ProcessActions actions;

    ProcessRow(ProcessesViewModel model, ProcessActions actions) {
        this.model = model;
        this.actions = actions;
        setOnDragDetected(this::drag);
        setOnDragDone(event -> actions.dragEnds());
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
