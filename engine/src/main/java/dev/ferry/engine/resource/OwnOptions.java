package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.AF_NETLINK;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.Ipv6Option;
import dev.ferry.linux.net.NetlinkOption;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpOption;
import dev.ferry.linux.net.UdpOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Socket options that CRIU's images have no place for: those that differ from a fresh socket's are in ferry-sockopts. */
final class OwnOptions {
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
            TcpOption.CONGESTION);
    /** Of a socket with a connection, these tell what was agreed upon. */
    private static final List<SocketOption<?>> UNCONNECTED_TCP = List.of(TcpOption.MAXSEG, TcpOption.WINDOW_CLAMP);

    private static final List<SocketOption<?>> UDP =
            List.of(UdpOption.NO_CHECK6_TX, UdpOption.NO_CHECK6_RX, UdpOption.SEGMENT, UdpOption.GRO);
    private static final List<SocketOption<?>> NETLINK = List.of(
            NetlinkOption.PKTINFO,
            NetlinkOption.BROADCAST_ERROR,
            NetlinkOption.NO_ENOBUFS,
            NetlinkOption.LISTEN_ALL_NSID,
            NetlinkOption.CAP_ACK,
            NetlinkOption.EXT_ACK,
            NetlinkOption.GET_STRICT_CHK);

    private OwnOptions() {}

    /** Those that a socket like this can have. */
    private static List<SocketOption<?>> of(Fd socket) throws ErrnoException {
        List<SocketOption<?>> options = new ArrayList<>(List.of(SocketOption.TIMESTAMP));
        int family = SocketOption.DOMAIN.get(socket);
        if (family == AF_NETLINK) {
            options.addAll(NETLINK);
            return options;
        }
        boolean isIpv6 = family == AF_INET6;
        options.addAll(isIpv6 ? IPV6 : IP);
        if (SocketOption.PROTOCOL.get(socket) == IPPROTO_TCP) {
            options.addAll(TCP);
            options.addAll(hasAgreed(TcpInfo.of(socket)) ? List.of() : UNCONNECTED_TCP);
        } else {
            options.addAll(isIpv6 ? MULTICAST6 : MULTICAST);
            options.addAll(UDP);
        }
        return options;
    }

    private static boolean hasAgreed(TcpInfo tcp) {
        return tcp.wasConnected() || TcpPairs.CONNECTED.contains(tcp.state());
    }

    static void dump(OpenFile file, DumpContext context) throws IOException {
        Fd socket = file.copy();
        int family = SocketOption.DOMAIN.get(socket);
        try (Fd fresh = Socket.create(family, SocketOption.TYPE.get(socket), SocketOption.PROTOCOL.get(socket))) {
            for (SocketOption<?> option : of(socket)) {
                Optional<Octets> value = value(option, socket);
                if (value.isPresent() && !value.equals(value(option, fresh))) {
                    context.option(SocketOptionValue.newBuilder()
                            .setFileId(file.id())
                            .setLevel(option.level())
                            .setNumber(option.number())
                            .setValue(ByteString.copyFrom(value.get().toArray()))
                            .build());
                }
            }
        }
    }

    /** Empty if this kernel does not know the option. */
    private static Optional<Octets> value(SocketOption<?> option, Fd socket) throws ErrnoException {
        try {
            return Optional.of(option.raw(socket));
        } catch (ErrnoException e) {
            if (e.is(ENOPROTOOPT) || e.is(Errno.EOPNOTSUPP)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Sets what the socket of {@code entry} had. */
    static void apply(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        List<SocketOptionValue> values = context.options(entry.getId());
        if (values.isEmpty()) {
            return;
        }
        List<SocketOption<?>> known = of(socket);
        for (SocketOptionValue value : values) {
            Optional<SocketOption<?>> option = known.stream()
                    .filter(one -> one.level() == value.getLevel() && one.number() == value.getNumber())
                    .findFirst();
            Plausible.require(
                    entry,
                    option.isPresent() && value.getValue().size() <= SocketOption.LARGEST,
                    "has the unknown socket option " + value.getLevel() + "/" + value.getNumber());
            apply(entry, option.get(), Octets.of(value.getValue().toByteArray()), socket);
        }
    }

    private static void apply(FileEntry entry, SocketOption<?> option, Octets value, Fd socket) throws IOException {
        try {
            option.setRaw(socket, value);
        } catch (ErrnoException e) {
            throw new IOException(
                    "The program had set the socket option " + option + " of the open file "
                            + Integer.toUnsignedString(entry.getId()) + " to a value that this host refuses ("
                            + e.errno().symbol()
                            + "); run ferry as root, or choose a host whose kernel can do the same.",
                    e);
        }
    }
}
