package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import java.util.List;

/** What the process pane asks the window to do. */
public interface ProcessActions {
    /** A person has taken hold of these trees with the pointer. */
    void dragBegins(List<ProcessFacts> trees);

    /** They were dropped, or let go of. */
    void dragEnds();

    /** Asks where the selected trees are to go. */
    void chooseDestination();

    /** Shows what the selected process consists of. */
    void showDetails();

    /** Asks to which file the selected program is to be saved. */
    void saveSelected();
}
