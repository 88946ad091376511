package dev.ferry.engine.resource;

import dev.ferry.engine.image.proto.InetSkEntry;
import dev.ferry.engine.image.proto.IpOptsEntry;
import dev.ferry.engine.image.proto.SkOptsEntry;
import dev.ferry.engine.image.proto.TcpOptsEntry;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.Ipv6Option;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpOption;

/** The options of ip(7), ipv6(7) and tcp(7) that the image carries; the other ones see {@link OwnOptions}. */
final class InetOpts {
    static final SocketOption<Boolean> V6ONLY = Ipv6Option.V6ONLY;

    private InetOpts() {}

    static IpOptsEntry dumpIp(Fd socket, boolean isIpv6) throws ErrnoException {
        IpOptsEntry.Builder opts = IpOptsEntry.newBuilder()
                .setFreebind((isIpv6 ? Ipv6Option.FREEBIND : IpOption.FREEBIND).get(socket))
                .setPktinfo((isIpv6 ? Ipv6Option.RECVPKTINFO : IpOption.PKTINFO).get(socket));
        if (!isIpv6) {
            opts.setTos(IpOption.TOS.get(socket)).setTtl(IpOption.TTL.get(socket));
        }
        return opts.build();
    }

    static TcpOptsEntry dumpTcp(Fd socket) throws ErrnoException {
        return TcpOptsEntry.newBuilder()
                .setCork(TcpOption.CORK.get(socket))
                .setNodelay(TcpOption.NODELAY.get(socket))
                .setKeepcnt(TcpOption.KEEPCNT.get(socket))
                .setKeepidle(TcpOption.KEEPIDLE.get(socket))
                .setKeepintvl(TcpOption.KEEPINTVL.get(socket))
                .build();
    }

    /** What can only be set before the socket has a port. */
    static void applyFamily(InetSkEntry inet, Fd socket) throws ErrnoException {
        if (inet.getFamily() == Sockets.AF_INET6) {
            V6ONLY.set(socket, inet.getV6Only());
        }
    }

    /** Sets all the others; the kernel judges the values. */
    static void apply(InetSkEntry inet, Fd socket) throws ErrnoException {
        boolean isIpv6 = inet.getFamily() == Sockets.AF_INET6;
        applyIp(inet.getIpOpts(), isIpv6, socket);
        if (inet.getType() == Sockets.SOCK_STREAM) {
            applyKeepAlive(inet.getOpts(), socket);
            applyTcp(inet.getTcpOpts(), socket);
        }
    }

    private static void applyIp(IpOptsEntry opts, boolean isIpv6, Fd socket) throws ErrnoException {
        (isIpv6 ? Ipv6Option.FREEBIND : IpOption.FREEBIND).set(socket, opts.getFreebind());
        (isIpv6 ? Ipv6Option.RECVPKTINFO : IpOption.PKTINFO).set(socket, opts.getPktinfo());
        if (!isIpv6) {
            set(IpOption.TOS, socket, opts.hasTos(), opts.getTos());
            set(IpOption.TTL, socket, opts.hasTtl(), opts.getTtl());
        }
    }

    private static void applyTcp(TcpOptsEntry opts, Fd socket) throws ErrnoException {
        TcpOption.CORK.set(socket, opts.getCork());
        TcpOption.NODELAY.set(socket, opts.getNodelay());
        set(TcpOption.KEEPCNT, socket, opts.hasKeepcnt(), opts.getKeepcnt());
        set(TcpOption.KEEPIDLE, socket, opts.hasKeepidle(), opts.getKeepidle());
        set(TcpOption.KEEPINTVL, socket, opts.hasKeepintvl(), opts.getKeepintvl());
    }

    /** Where older images have them. */
    private static void applyKeepAlive(SkOptsEntry opts, Fd socket) throws ErrnoException {
        set(TcpOption.KEEPCNT, socket, opts.hasTcpKeepcnt(), opts.getTcpKeepcnt());
        set(TcpOption.KEEPIDLE, socket, opts.hasTcpKeepidle(), opts.getTcpKeepidle());
        set(TcpOption.KEEPINTVL, socket, opts.hasTcpKeepintvl(), opts.getTcpKeepintvl());
    }

    private static void set(SocketOption<Integer> option, Fd socket, boolean isThere, int value) throws ErrnoException {
        if (isThere) {
            option.set(socket, value);
        }
    }
}
