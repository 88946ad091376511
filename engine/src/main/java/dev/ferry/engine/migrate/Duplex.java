package dev.ferry.engine.migrate;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Two pipes to the other engine: what ssh gives, or stdin and stdout. Nobody else may use them. */
public record Duplex(InputStream in, OutputStream out) implements Closeable {

    /** Closes both. */
    @Override
    public void close() throws IOException {
        try (in) {
            out.close();
        }
    }
}
