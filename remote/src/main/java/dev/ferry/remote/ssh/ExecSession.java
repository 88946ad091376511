package dev.ferry.remote.ssh;

import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A session channel whose blocked writer is released when the channel or the link ends. In SSHJ a writer that waits for
 * window holds the stream's monitor, and the reader thread needs that monitor to close the stream: both would stand until
 * the window times out, and with them every other channel.
 */
final class ExecSession extends SessionChannel {
    private static final long ENOUGH_WINDOW = 1 << 30;

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
