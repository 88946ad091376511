package dev.ferry.app.checkpoints;

import java.nio.file.Path;

/** What the screen of checkpoints asks the window to do. */
public interface CheckpointActions {
    /** Looks into one. */
    void open(Path checkpoint);

    /** Back to the programs of the host. */
    void closeCheckpoint();

    /** Asks where what is open is to be restored. */
    void chooseRestoreHost();

    /** A person has taken hold of what is open. */
    void checkpointDragBegins();

    /** It was dropped, or let go of. */
    void dragEnds();
}
