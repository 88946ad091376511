package dev.ferry.engine.migrate;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Both halves of a migration that went well, for replaying them with damage. */
final class Recording {
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    /** A channel of which everything is written down. */
    Duplex tap(Duplex channel) {
        return new Duplex(new Tapped(channel.in()), new Tapping(channel.out()));
    }

    /** What came in through the channel. */
    byte[] heard() {
        return heard.toByteArray();
    }

    /** What went out through it. */
    byte[] said() {
        return said.toByteArray();
    }

    private final class Tapped extends FilterInputStream {
        Tapped(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int got = in.read(bytes, offset, length);
            heard.write(bytes, offset, Math.max(got, 0));
            return got;
        }
    }

    private final class Tapping extends FilterOutputStream {
        Tapping(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            said.write(bytes, offset, length);
            out.write(bytes, offset, length);
        }
    }
}
