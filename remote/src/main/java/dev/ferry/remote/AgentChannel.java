package dev.ferry.remote;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;

/**
 * One command on another host, as two binary streams. When the link or the host dies, reads and writes throw a {@link
 * RemoteException} of kind {@code LOST}; an end of file always means that the command itself closed its output.
 */
public interface AgentChannel extends Closeable {
    /** The command's standard output. Closing this stream does nothing; close the channel. */
    InputStream in();

    /** The command's standard input, buffered: flush what must arrive. Closing it is end of file for the command. */
    OutputStream out();

    /** The last bytes (at most 16 KiB) that the command wrote to its standard error so far; control characters are replaced. */
    String errorTail();

    /**
     * The exit status; waits up to five seconds for it, and then for the last words on standard error. Empty if the command runs on or
     * died of a signal.
     */
    OptionalInt exitStatus();
}
