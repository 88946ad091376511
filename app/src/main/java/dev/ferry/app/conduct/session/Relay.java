package dev.ferry.app.conduct.session;

import dev.ferry.remote.AgentChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins two channels: what one writes the other reads. The end of one becomes the end of what the other reads, so that each engine sees
 * a broken link as it would without us. Whoever is slow slows the other down; nothing is kept but what is just being handed over.
 */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int AT_ONCE = 256 << 10;

    private Relay() {}

    /** Begins, on two threads that end with the channels. */
    static void join(AgentChannel one, AgentChannel other) {
        start(one, other, "ferry-relay-there");
        start(other, one, "ferry-relay-back");
    }

    private static void start(AgentChannel from, AgentChannel to, String name) {
        Thread thread = new Thread(() -> carry(from, to), name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void carry(AgentChannel from, AgentChannel to) {
        byte[] bytes = new byte[AT_ONCE];
        try {
            copy(from.in(), to, bytes);
            drain(from.in(), bytes);
        } catch (IOException lost) {
            LOG.debug("One side of a relay has gone", lost);
        } finally {
            end(to);
        }
    }

    /** Returns when one of them listens or speaks no more. */
    private static void copy(InputStream in, AgentChannel to, byte[] bytes) throws IOException {
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
            try {
                to.out().write(bytes, 0, length);
                to.out().flush();
            } catch (IOException e) {
                LOG.debug("One side of a relay does not listen any more", e);
                close(to);
                return;
            }
        }
    }

    /** That it can not be closed, because its host is gone, is no reason to stop hearing the other one. */
    private static void close(AgentChannel gone) {
        try {
            gone.close();
        } catch (IOException e) {
            LOG.debug("One side of a relay could not be closed", e);
        }
    }

    /** What nobody wants any more would be in the way of the last words on standard error, which share the window of ssh. */
    private static void drain(InputStream in, byte[] bytes) throws IOException {
        while (in.read(bytes) >= 0) {}
    }

    private static void end(AgentChannel to) {
        try (OutputStream out = to.out()) {
            LOG.debug("End of file for {}", out);
        } catch (IOException goneAlready) {
            LOG.debug("The other side has gone too", goneAlready);
        }
    }
}
