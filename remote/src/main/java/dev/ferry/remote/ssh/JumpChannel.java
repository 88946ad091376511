package dev.ferry.remote.ssh;

import java.io.InputStream;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.transport.TransportException;

/** A direct-tcpip channel (RFC 4254, 7.2) that carries the next hop, and is heard by that hop's watch. */
final class JumpChannel extends DirectConnection {
    private static final long ENOUGH_WINDOW = 1 << 30;

    private final LinkWatch watch;

    JumpChannel(Connection connection, String host, int port, LinkWatch watch) {
        super(connection, host, port);
        this.watch = watch;
    }

    @Override
    public InputStream getInputStream() {
        return watch.listen(super.getInputStream());
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

    // See ExecSession.
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
