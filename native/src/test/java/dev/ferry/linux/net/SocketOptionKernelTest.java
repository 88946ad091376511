package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Memfd;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketOptionKernelTest {

    @Test
    void saysWhatTheSocketIs() throws Exception {
        try (Fd socket = Loopback.tcp();
                Fd listener = Loopback.listener(1)) {
            assertThat(SocketOption.TYPE.get(socket)).isEqualTo(SOCK_STREAM);
            assertThat(SocketOption.PROTOCOL.get(socket)).isEqualTo(IPPROTO_TCP);
            assertThat(SocketOption.DOMAIN.get(socket)).isEqualTo(AF_INET);
            assertThat(SocketOption.ACCEPTCONN.get(socket)).isFalse();
            assertThat(SocketOption.ACCEPTCONN.get(listener)).isTrue();
        }
    }

    @Test
    void keepsEveryFlag() throws Exception {
        try (Fd tcp = Loopback.tcp();
                Fd udp = Socket.create(AF_INET, SOCK_DGRAM, 0);
                Fd udp6 = Socket.create(AF_INET6, SOCK_DGRAM, 0);
                Fd unix = Socket.create(AF_UNIX, SOCK_DGRAM, 0)) {
            keepsFlags(tcp, List.of(SocketOption.REUSEADDR, SocketOption.REUSEPORT, SocketOption.KEEPALIVE));
            keepsFlags(tcp, List.of(SocketOption.OOBINLINE, SocketOption.DONTROUTE, TcpOption.NODELAY, TcpOption.CORK));
            keepsFlags(tcp, List.of(IpOption.FREEBIND, IpOption.RECVERR, IpOption.BIND_ADDRESS_NO_PORT));
            keepsFlags(
                    udp, List.of(SocketOption.BROADCAST, SocketOption.TIMESTAMP, IpOption.PKTINFO, IpOption.RECVTTL));
            keepsFlags(
                    udp, List.of(IpOption.RECVTOS, IpOption.RECVOPTS, IpOption.MULTICAST_LOOP, IpOption.MULTICAST_ALL));
            keepsFlags(udp6, List.of(Ipv6Option.V6ONLY, Ipv6Option.RECVPKTINFO, Ipv6Option.RECVHOPLIMIT));
            keepsFlags(udp6, List.of(Ipv6Option.RECVTCLASS, Ipv6Option.RECVERR, Ipv6Option.AUTOFLOWLABEL));
            keepsFlags(udp6, List.of(Ipv6Option.DONTFRAG, Ipv6Option.FREEBIND, Ipv6Option.MULTICAST_LOOP));
            keepsFlags(unix, List.of(SocketOption.PASSCRED, SocketOption.PASSSEC));
        }
    }

    @Test
    void keepsNumbersOfEveryLevel() throws Exception {
        try (Fd tcp = Loopback.tcp();
                Fd tcp6 = Socket.create(AF_INET6, SOCK_STREAM, 0)) {
            keeps(tcp, SocketOption.PRIORITY, 5);
            keeps(tcp, SocketOption.RCVLOWAT, 9);
            keeps(tcp, IpOption.TTL, 33);
            keeps(tcp, IpOption.TOS, 8);
            keeps(tcp, IpOption.MINTTL, 2);
            keeps(tcp, IpOption.MTU_DISCOVER, 2);
            keeps(tcp, TcpOption.KEEPIDLE, 11);
            keeps(tcp, TcpOption.KEEPINTVL, 12);
            keeps(tcp, TcpOption.KEEPCNT, 13);
            keeps(tcp, TcpOption.SYNCNT, 3);
            keeps(tcp, TcpOption.USER_TIMEOUT, 1234);
            keeps(tcp, TcpOption.DEFER_ACCEPT, 7);
            keeps(tcp, TcpOption.LINGER2, 4);
            keeps(tcp, TcpOption.NOTSENT_LOWAT, 4096);
            keeps(tcp, TcpOption.CONGESTION, "reno");
            keeps(tcp6, Ipv6Option.UNICAST_HOPS, 44);
            keeps(tcp6, Ipv6Option.TCLASS, 8);
            keeps(tcp6, Ipv6Option.MTU_DISCOVER, 2);
        }
    }

    @Test
    void keepsFastOpenOfAListener() throws Exception {
        try (Fd listener = Loopback.listener(16)) {
            keeps(listener, TcpOption.FASTOPEN, 5);
        }
    }

    @Test
    void keepsLingerTimeoutsAndDevice() throws Exception {
        try (Fd socket = Loopback.tcp()) {
            keeps(socket, SocketOption.LINGER, new Linger(true, 17));
            keeps(socket, SocketOption.RCVTIMEO, Duration.ofMillis(2500));
            keeps(socket, SocketOption.SNDTIMEO, Duration.ofSeconds(3));
            assertThat(SocketOption.BINDTODEVICE.get(socket)).isEmpty();
        }
    }

    @Test
    void doublesBufferSizes() throws Exception {
        try (Fd socket = Loopback.tcp()) {
            SocketOption.SNDBUF.set(socket, 10_000);
            SocketOption.RCVBUF.set(socket, 20_000);
            assertThat(SocketOption.SNDBUF.get(socket)).isEqualTo(20_000);
            assertThat(SocketOption.RCVBUF.get(socket)).isEqualTo(40_000);
        }
    }

    @Test
    void refusesWhatTheSocketDoesNotHave() throws Exception {
        try (Fd unix = Socket.create(AF_UNIX, SOCK_STREAM, 0);
                Fd tcp = Loopback.tcp();
                Fd file = Memfd.create("t", 0)) {
            Refusal.expect("EOPNOTSUPP", () -> TcpOption.NODELAY.get(unix));
            Refusal.expect("ENOPROTOOPT", () -> SocketOption.TYPE.set(tcp, 1));
            Refusal.expect("ENOENT", () -> TcpOption.CONGESTION.set(tcp, "nonsense"));
            Refusal.expect("ENODEV", () -> SocketOption.BINDTODEVICE.set(tcp, "nonsense0"));
            Refusal.expect("ENOTSOCK", () -> SocketOption.TYPE.get(file));
        }
    }

    private static void keepsFlags(Fd socket, List<SocketOption<Boolean>> options) throws Exception {
        for (SocketOption<Boolean> option : options) {
            keeps(socket, option, !option.get(socket));
            keeps(socket, option, !option.get(socket));
        }
    }

    private static <T> void keeps(Fd socket, SocketOption<T> option, T value) throws Exception {
        option.set(socket, value);
        assertThat(option.get(socket)).as(option.toString()).isEqualTo(value);
    }
}
