package dev.ferry.app.hosts;

/** What the cards ask the window to do. */
public interface HostActions {
    /** Puts the processes of this host into the left pane. */
    void show(HostCardModel card);

    /** Whether process trees are being dragged now. */
    boolean isDragging();

    /** What is dragged has come over the card. */
    void dragOver(HostCardModel card);

    /** What is dragged was let go over the card. */
    void drop(HostCardModel card);

    /** Asks for another host. */
    void addHost();
}
