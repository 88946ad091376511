package dev.ferry.engine.precopy;

import java.io.IOException;

/** Where the pages of a round go. */
public interface PageSink {
    /** Says what processes there are, before their pages. */
    void tree(TreeShape shape) throws IOException;

    /**
     * Sends the payload of one PAGES frame.
     *
     * @param header of {@link PageTransfer#header}
     * @param content an array from which {@code length} bytes follow the header, from {@code offset} on
     */
    void pages(byte[] header, byte[] content, int offset, int length) throws IOException;
}
