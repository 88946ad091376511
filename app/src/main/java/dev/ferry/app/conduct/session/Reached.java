package dev.ferry.app.conduct.session;

import java.io.Closeable;
import java.io.IOException;

/** A place that can be used now; closing it closes the connection if that was made for this use only. */
record Reached(EnginePlace place, Closeable after) implements Closeable {
    /** No host. */
    static final Reached NOBODY = new Reached(null, () -> {});

    boolean isNobody() {
        return place == null;
    }

    @Override
    public void close() throws IOException {
        after.close();
    }
}
