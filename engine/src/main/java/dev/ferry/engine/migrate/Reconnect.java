package dev.ferry.engine.migrate;

import java.io.Closeable;
import java.io.IOException;

/** Opens a new connection to a host and starts an engine there, without asking anybody anything. */
@FunctionalInterface
public interface Reconnect {
    /** A new engine there. */
    Peer open() throws IOException;

    /** An engine that can be spoken to. */
    interface Peer extends Closeable {
        /** Where the protocol is spoken. */
        Duplex channel();
    }
}
