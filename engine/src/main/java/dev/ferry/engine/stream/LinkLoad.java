package dev.ferry.engine.stream;

/**
 * What the link below a {@link FrameWriter} does at the moment.
 *
 * @param rate bytes per second that it takes while there is something to send; 0 is not known yet
 * @param busyShare how much of the time there is something to send, 0 to 1
 */
public record LinkLoad(double rate, double busyShare) {
    /** Nothing is known yet. */
    public static final LinkLoad UNKNOWN = new LinkLoad(0, 1);
}
