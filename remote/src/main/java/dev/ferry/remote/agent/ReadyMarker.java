package dev.ferry.remote.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The line by which an engine begins: everything before it was printed by the login shell's start files. It starts with a
 * line feed, so that it is a line of its own whatever was printed.
 */
public final class ReadyMarker {
    private static final byte[] MARKER = "\nFERRY-ENGINE-READY\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SEARCHED = 64 * 1024;

    private ReadyMarker() {}

    /** The bytes that an engine writes first. */
    public static byte[] bytes() {
        return MARKER.clone();
    }

    /**
     * Reads up to and including the marker, not a byte more.
     *
     * @throws EOFException if the stream ends before it
     * @throws IOException if it is not within the first 64 KiB
     */
    static void skipPast(InputStream in) throws IOException {
        int matched = 0;
        for (int count = 0; count < SEARCHED; count++) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the output ended before the engine was ready");
            }
            // The only byte of the marker that can begin it anew is the line feed.
            matched = b == MARKER[matched] ? matched + 1 : b == MARKER[0] ? 1 : 0;
            if (matched == MARKER.length) {
                return;
            }
        }
        throw new IOException("the host printed more than " + SEARCHED / 1024 + " KiB before the engine was ready");
    }
}
