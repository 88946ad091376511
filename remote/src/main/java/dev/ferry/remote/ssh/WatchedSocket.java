package dev.ferry.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/** A connected TCP socket without Nagle's delay (40 ms for each small step of SSH otherwise), heard by a watch. */
final class WatchedSocket extends Socket {
    private final LinkWatch watch;

    private WatchedSocket(Duration patience) {
        watch = LinkWatch.start(this, patience);
    }

    /** Connects to the first address of the name that answers; each gets the whole time. */
    static WatchedSocket connect(String host, int port, Duration limit) throws IOException {
        IOException failure = new IOException("no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            WatchedSocket socket = new WatchedSocket(limit.multipliedBy(2));
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.connect(new InetSocketAddress(address, port), Math.toIntExact(limit.toMillis()));
                socket.watch.allow(limit);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    LinkWatch watch() {
        return watch;
    }

    /** A factory for SSHJ, which takes a connected socket as it is. */
    SocketFactory asFactory() {
        return new ConnectedFactory(this);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return watch.listen(super.getInputStream());
    }

    @Override
    public synchronized void close() throws IOException {
        watch.close();
        super.close();
    }

    private static final class ConnectedFactory extends SocketFactory {
        private final Socket socket;

        ConnectedFactory(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("the socket is connected already");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("the socket is connected already");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException("the socket is connected already");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException("the socket is connected already");
        }
    }
}
