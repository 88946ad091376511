package dev.ferry.remote.ssh;

import dev.ferry.engine.bytes.BlockInputStream;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.ConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command on an SSH session channel (RFC 4254, 6.5), its streams speaking {@link RemoteException}. */
final class ExecChannel implements AgentChannel {
    private static final Duration END = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(ExecChannel.class);

    private final Hop hop;
    private final ExecSession session;
    private final StderrTail stderr;
    private final InputStream in;
    private final OutputStream out;

    ExecChannel(Hop hop, ExecSession session, ErrorListener errors) {
        this.hop = hop;
        this.session = session;
        stderr = StderrTail.of(session.getErrorStream(), errors);
        in = new Input(session.getInputStream());
        out = new Output(session.getOutputStream());
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public String errorTail() {
        return stderr.text();
    }

    @Override
    public OptionalInt exitStatus() {
        try {
            session.join(END.toMillis(), TimeUnit.MILLISECONDS);
            stderr.awaitEnd(END);
        } catch (ConnectionException e) {
            LOG.debug("the command on {} has not ended", hop.host().shown(), e);
        }
        Integer status = session.getExitStatus();
        return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    }

    @Override
    public void close() throws IOException {
        try {
            session.close();
        } catch (SSHException e) {
            if (hop.isAlive()) {
                throw hop.lost(e);
            }
        }
    }

    private RemoteException failed(IOException cause) {
        Integer status = session.getExitStatus();
        if (status == null) {
            return hop.lost(cause);
        }
        return new RemoteException(
                Kind.LOST,
                "The command on " + hop.host().shown() + " ended with status " + status
                        + " before it had read everything" + "; its last words: "
                        + stderr.text().strip(),
                cause);
    }

    /** Standard output; its close must not reach SSHJ, where data after it would end the whole connection. */
    private final class Input extends BlockInputStream {
        private final InputStream in;

        Input(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (SSHException e) {
                throw failed(e);
            }
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() {
            // see above
        }
    }

    /**
     * Standard input. Whatever is written is flushed: what SSHJ keeps in its buffer would count as arrived, and its close drops
     * what does not fit in the window.
     */
    private final class Output extends OutputStream {
        private final OutputStream stream;
        private final WindowWatch window = new WindowWatch(session);

        Output(OutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                window.begin();
                for (int done = 0; done < length; done += WindowWatch.STEP) {
                    int count = Math.min(WindowWatch.STEP, length - done);
                    window.awaitRoom(count);
                    stream.write(bytes, offset + done, count);
                    stream.flush();
                }
                window.end();
            } catch (SSHException e) {
                throw failed(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                stream.flush();
            } catch (SSHException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                stream.close();
            } catch (SSHException e) {
                throw failed(e);
            }
        }
    }
}
