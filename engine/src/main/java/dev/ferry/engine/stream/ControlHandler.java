package dev.ferry.engine.stream;

import java.io.IOException;

/** Gets the frames of stream 0 that arrive while somebody reads images: an abort by the peer, or a sign of life. */
@FunctionalInterface
public interface ControlHandler {
    /** Takes one frame. What it throws ends the reading of images. */
    void receive(Frame frame) throws IOException;
}
