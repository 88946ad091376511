package dev.ferry.remote.ssh;

import java.io.InputStream;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A session channel whose blocked writer is released when the channel or the link ends. In SSHJ a writer that waits for
 * window holds the stream's monitor, and the reader thread needs that monitor to close the stream: both would stand until
 * the window times out, and with them every other channel. Standard error goes through an {@link ErrorPipe}.
 */
final class ExecSession extends SessionChannel {
    private static final long ENOUGH_WINDOW = 1 << 30;
    private static final int STANDARD_ERROR = 1;

    private final ErrorPipe errors = new ErrorPipe(this::grant);

    ExecSession(Connection connection) {
        super(connection);
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws SSHException {
        if (message == Message.CHANNEL_CLOSE) {
            releaseWriter();
        }
        super.handle(message, packet);
    }

    @Override
    public void notifyError(SSHException error) {
        releaseWriter();
        super.notifyError(error);
        errors.fail(error);
    }

    @Override
    public InputStream getErrorStream() {
        return errors;
    }

    @Override
    protected void gotExtendedData(SSHPacket packet) throws SSHException {
        try {
            if (packet.readUInt32AsInt() != STANDARD_ERROR) {
                throw new ConnectionException("data of an unknown kind");
            }
            byte[] bytes = packet.readBytes();
            lwin.consume(bytes.length);
            errors.put(bytes);
        } catch (Buffer.BufferException e) {
            throw new ConnectionException(e);
        }
    }

    private void grant(int count) throws SSHException {
        trans.write(newBuffer(Message.CHANNEL_WINDOW_ADJUST).putUInt32(count));
        lwin.expand(count);
    }

    @Override
    protected void eofInputStreams() {
        super.eofInputStreams();
        errors.end();
    }

    @Override
    protected void closeAllStreams() {
        super.closeAllStreams();
        errors.end();
    }

    // First closed, then window: the writer wakes up, finds the channel closed and sends nothing.
    private void releaseWriter() {
        try {
            sendClose();
        } catch (TransportException linkIsGone) {
            log.debug("close not sent", linkIsGone);
        }
        if (rwin != null) {
            rwin.expand(ENOUGH_WINDOW);
        }
    }
}
