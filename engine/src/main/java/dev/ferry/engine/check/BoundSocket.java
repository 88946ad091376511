package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.Ipv6Option;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** A socket like one of the tree, to ask the kernel what it would say to it. */
final class BoundSocket {
    private BoundSocket() {}

    /** With the options that matter for bind(2). */
    static Fd create(PortFacts port) throws ErrnoException {
        int family = port.getV6() ? Sockets.AF_INET6 : Sockets.AF_INET;
        Fd socket = Socket.create(family, port.getDatagram() ? Sockets.SOCK_DGRAM : Sockets.SOCK_STREAM, 0);
        try {
            if (port.getV6()) {
                Ipv6Option.V6ONLY.set(socket, port.getV6Only());
            }
            SocketOption.REUSEADDR.set(socket, port.getReuseAddress());
            SocketOption.REUSEPORT.set(socket, port.getReusePort());
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** The address with some port. */
    static SockAddress address(PortFacts port, int number) throws IOException {
        byte[] address = port.getAddress().toByteArray();
        if (!port.getV6()) {
            return new SockAddress.Inet4((Inet4Address) InetAddress.getByAddress(address), number);
        }
        NetworkInterface device = port.getDevice().isEmpty() ? null : NetworkInterface.getByName(port.getDevice());
        return new SockAddress.Inet6(Octets.of(address), number, 0, device == null ? 0 : device.getIndex());
    }
}
