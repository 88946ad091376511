package dev.ferry.engine.migrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;

/** Two real pipes between two engines in one JVM. */
final class Link {
    private final Pipe there;
    private final Pipe back;

    Link() throws IOException {
        there = Pipe.open();
        back = Pipe.open();
    }

    Duplex source() {
        return new Duplex(Channels.newInputStream(back.source()), Channels.newOutputStream(there.sink()));
    }

    Duplex destination() {
        return new Duplex(Channels.newInputStream(there.source()), Channels.newOutputStream(back.sink()));
    }

    /** As if the cable were cut: nothing goes through any more, in either direction. */
    void cut() {
        try {
            there.sink().close();
            back.sink().close();
            there.source().close();
            back.source().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
