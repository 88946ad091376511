package dev.ferry.app.cli;

import dev.ferry.engine.migrate.Duplex;
import dev.ferry.remote.agent.ReadyMarker;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** Standard input and output for a protocol alone. */
final class ProtocolStreams {
    private ProtocolStreams() {}

    /** Takes them, and says on the output that the protocol begins. */
    static Duplex open() throws IOException {
        // Whatever prints from now on, a library or the JVM, must not get between the frames.
        System.setOut(System.err);
        Duplex channel = new Duplex(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        channel.out().write(ReadyMarker.bytes());
        channel.out().flush();
        return channel;
    }

    /** Standard error for events. */
    static FileOutputStream errors() {
        return new FileOutputStream(FileDescriptor.err);
    }
}
