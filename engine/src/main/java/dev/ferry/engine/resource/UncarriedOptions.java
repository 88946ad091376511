package dev.ferry.engine.resource;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.Ipv6Option;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Socket options that the image has no place for. A socket that has one of them other than a fresh socket is refused. */
final class UncarriedOptions {
    private static final Errno ENOPROTOOPT = new Errno(92);

    private static final List<SocketOption<?>> IP = List.of(
            IpOption.RECVOPTS,
            IpOption.RECVERR,
            IpOption.RECVTTL,
            IpOption.RECVTOS,
            IpOption.TRANSPARENT,
            IpOption.BIND_ADDRESS_NO_PORT,
            IpOption.MTU_DISCOVER,
            IpOption.MINTTL);
    private static final List<SocketOption<?>> IPV6 = List.of(
            Ipv6Option.RECVERR,
            Ipv6Option.RECVHOPLIMIT,
            Ipv6Option.RECVTCLASS,
            Ipv6Option.AUTOFLOWLABEL,
            Ipv6Option.DONTFRAG,
            Ipv6Option.TRANSPARENT,
            Ipv6Option.UNICAST_HOPS,
            Ipv6Option.MTU_DISCOVER,
            Ipv6Option.TCLASS,
            Ipv6Option.MINHOPCOUNT);
    /** Of no use to TCP, where accepted connections have other values from the start. */
    private static final List<SocketOption<?>> MULTICAST =
            List.of(IpOption.MULTICAST_LOOP, IpOption.MULTICAST_ALL, IpOption.MULTICAST_TTL);

    private static final List<SocketOption<?>> MULTICAST6 =
            List.of(Ipv6Option.MULTICAST_LOOP, Ipv6Option.MULTICAST_HOPS);
    private static final List<SocketOption<?>> TCP = List.of(
            TcpOption.SYNCNT,
            TcpOption.LINGER2,
            TcpOption.DEFER_ACCEPT,
            TcpOption.USER_TIMEOUT,
            TcpOption.FASTOPEN,
            TcpOption.NOTSENT_LOWAT,
            TcpOption.CONGESTION,
            TcpOption.ULP);
    /** Of a socket with a connection, these tell what was agreed upon. */
    private static final List<SocketOption<?>> UNCONNECTED_TCP = List.of(TcpOption.MAXSEG, TcpOption.WINDOW_CLAMP);

    private UncarriedOptions() {}

    /** Why an internet socket can not be carried, judged by its options. */
    static Optional<String> refusal(OpenFile file, boolean isIpv6, boolean isTcp) throws IOException {
        List<SocketOption<?>> options = new ArrayList<>(isIpv6 ? IPV6 : IP);
        options.add(SocketOption.TIMESTAMP);
        options.addAll(isTcp ? TCP : isIpv6 ? MULTICAST6 : MULTICAST);
        options.addAll(isTcp && !hasAgreed(TcpInfo.of(file.copy())) ? UNCONNECTED_TCP : List.of());
        int family = SocketOption.DOMAIN.get(file.copy());
        int protocol = SocketOption.PROTOCOL.get(file.copy());
        try (Fd fresh = Socket.create(family, SocketOption.TYPE.get(file.copy()), protocol)) {
            return refusal(file, options, fresh);
        }
    }

    private static boolean hasAgreed(TcpInfo tcp) {
        return tcp.wasConnected() || TcpPairs.CONNECTED.contains(tcp.state());
    }

    private static Optional<String> refusal(OpenFile file, List<SocketOption<?>> options, Fd fresh) throws IOException {
        for (SocketOption<?> option : options) {
            Optional<?> value = value(option, file.copy());
            if (!value.equals(value(option, fresh))) {
                return Optional.of("The " + file.describe() + " has the socket option " + option + " set to "
                        + value.map(Object::toString).orElse("nothing")
                        + ", for which the image format has no place; start the program without it.");
            }
        }
        return Optional.empty();
    }

    /** Empty if this kernel does not know the option. */
    private static <T> Optional<T> value(SocketOption<T> option, Fd socket) throws ErrnoException {
        try {
            return Optional.of(option.get(socket));
        } catch (ErrnoException e) {
            if (e.is(ENOPROTOOPT)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
