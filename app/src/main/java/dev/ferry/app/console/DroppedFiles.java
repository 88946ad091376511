package dev.ferry.app.console;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;

/** Files that come from other windows of the desktop and are let go over this one. */
final class DroppedFiles {
    private final Consumer<Path> opened;

    DroppedFiles(Node window, Consumer<Path> opened) {
        this.opened = opened;
        window.setOnDragOver(this::over);
        window.setOnDragDropped(this::dropped);
    }

    private void over(DragEvent event) {
        if (event.getDragboard().hasFiles()) event.acceptTransferModes(TransferMode.COPY, TransferMode.MOVE);
    }

    private void dropped(DragEvent event) {
        List<File> files = event.getDragboard().getFiles();
        event.setDropCompleted(!files.isEmpty());
        event.consume();
        if (!files.isEmpty()) opened.accept(files.get(0).toPath());
    }
}
