package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** TCP sockets on 127.0.0.1 for tests. */
final class Loopback {
    private Loopback() {}

    static SockAddress.Inet4 anyPort() {
        try {
            return new SockAddress.Inet4((Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static Fd tcp() throws ErrnoException {
        return Socket.create(AF_INET, SOCK_STREAM, 0);
    }

    static Fd listener(int backlog) throws ErrnoException {
        Fd listener = tcp();
        Socket.bind(listener, anyPort());
        Socket.listen(listener, backlog);
        return listener;
    }
}
