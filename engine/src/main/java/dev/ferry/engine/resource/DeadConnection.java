package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Polls.POLLHUP;

import dev.ferry.engine.image.proto.InetSkEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.net.Linger;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;

/**
 * TCP sockets whose connection is over. They can not be made in any other way than by having a connection, so they have one with us, over
 * loopback, which we reset.
 */
final class DeadConnection {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private DeadConnection() {}

    /**
     * The next read(2) of {@code socket} says ECONNRESET, and every further one sees the end. The timeout that is set here is replaced
     * when the program's options are.
     */
    static void reset(InetSkEntry inet, Fd socket) throws IOException {
        SockAddress loopback = loopback(inet.getFamily());
        try (Fd listener = Socket.create(inet.getFamily(), Sockets.SOCK_STREAM, 0)) {
            Socket.bind(listener, loopback);
            Socket.listen(listener, 1);
            SocketOption.SNDTIMEO.set(socket, LIMIT);
            Socket.connect(socket, Socket.name(listener));
            try (Fd peer = Socket.accept(listener, 0)) {
                SocketOption.LINGER.set(peer, new Linger(true, 0));
            }
        }
        if ((Poll.within(socket, 0, LIMIT) & POLLHUP) == 0) {
            throw new IOException("A connection over loopback was not reset within " + LIMIT.toSeconds()
                    + " seconds; is the interface lo up on this host?");
        }
    }

    /** The same, and the program has been told that it was reset, or knows that both ends had nothing more to say. */
    static void end(InetSkEntry inet, Fd socket) throws IOException {
        reset(inet, socket);
        SocketOption.ERROR.get(socket);
    }

    private static SockAddress loopback(int family) throws IOException {
        if (family == Sockets.AF_INET) {
            return new SockAddress.Inet4((Inet4Address) InetAddress.getByAddress(LOOPBACK), 0);
        }
        byte[] address = new byte[16];
        address[15] = 1;
        return new SockAddress.Inet6(Octets.of(address), 0, 0, 0);
    }
}
