package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.Polls.POLLRDHUP;
import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_NONBLOCK;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InetSkEntry;
import dev.ferry.engine.image.proto.SkOptsEntry;
import dev.ferry.engine.image.proto.SkShutdown;
import dev.ferry.engine.image.proto.SocketOptionValue;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.Ipv6Option;
import dev.ferry.linux.net.Linger;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketFilter;
import dev.ferry.linux.net.SocketFilter.Instruction;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpOption;
import dev.ferry.linux.net.UdpOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InetSocketKindKernelTest {
    private static final int LISTEN = 10;
    private static final int CLOSE = 7;

    /** Entries of {@code sockets}, which are closed then: their addresses can only be had once. */
    private static FakeRestoreContext move(Fd... sockets) throws IOException {
        FakeDumpContext dump;
        FileEntry[] entries = new FileEntry[sockets.length];
        try (RoundTrip look = RoundTrip.look(sockets)) {
            dump = new FakeDumpContext(look.tree());
            for (int i = 0; i < sockets.length; i++) {
                assertThat(look.refusal(i)).isEmpty();
                entries[i] = new InetSocketKind()
                        .dump(look.file(i), dump).toBuilder().build();
            }
        }
        for (Fd socket : sockets) {
            socket.close();
        }
        FakeRestoreContext restore = new FakeRestoreContext(dump);
        restore.createAll(FileKinds.load(), List.of(entries));
        return restore;
    }

    private static Fd only(FakeRestoreContext restore) {
        return restore.created(restore.entries().get(0).getId()).orElseThrow();
    }

    private static SockAddress loopback(int port) throws IOException {
        return new SockAddress.Inet4((Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static SockAddress loopback6(int port) throws IOException {
        return new SockAddress.Inet6((Inet6Address) InetAddress.getByAddress(inet6(1)), port);
    }

    private static byte[] inet6(int last) {
        byte[] address = new byte[16];
        address[15] = (byte) last;
        return address;
    }

    private static Fd listener(SockAddress address) throws IOException {
        Fd socket = Socket.create(address.family(), SOCK_STREAM, 0);
        Socket.bind(socket, address);
        Socket.listen(socket, 5);
        return socket;
    }

    @Test
    void carriesAListener() throws IOException {
        Fd socket = listener(loopback(0));
        SockAddress name = Socket.name(socket);
        int flags = FileFlags.status(socket);
        try (FakeRestoreContext restore = move(socket)) {
            assertThat(Socket.name(only(restore))).isEqualTo(name);
            assertThat(TcpInfo.of(only(restore)).state()).isEqualTo(TcpInfo.State.LISTEN);
            assertThat(TcpInfo.of(only(restore)).backlog()).isEqualTo(5);
            assertThat(FileFlags.status(only(restore))).isEqualTo(flags);
            try (Fd client = Socket.create(AF_INET, SOCK_STREAM, 0)) {
                Socket.connect(client, name);
            }
        }
    }

    @Test
    void carriesAnIpv6ListenerForBothFamilies() throws IOException {
        Fd socket = Socket.create(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
        Ipv6Option.V6ONLY.set(socket, false);
        Socket.bind(socket, new SockAddress.Inet6((Inet6Address) InetAddress.getByAddress(inet6(0)), 0));
        Socket.listen(socket, 128);
        SockAddress name = Socket.name(socket);
        int port = ((SockAddress.Inet6) name).port();
        try (FakeRestoreContext restore = move(socket);
                Fd client = Socket.create(AF_INET, SOCK_STREAM, 0)) {
            assertThat(Socket.name(only(restore))).isEqualTo(name);
            Socket.connect(client, loopback(port));
        }
    }

    @Test
    void carriesOptions() throws IOException {
        Fd socket = Socket.create(AF_INET, SOCK_STREAM, 0);
        SocketOption.KEEPALIVE.set(socket, true);
        SocketOption.LINGER.set(socket, new Linger(true, 3));
        SocketOption.RCVTIMEO.set(socket, Duration.ofMillis(1500));
        SocketOption.SNDBUF.set(socket, 50_000);
        SocketOption.OOBINLINE.set(socket, true);
        IpOption.TOS.set(socket, 0x10);
        IpOption.TTL.set(socket, 9);
        TcpOption.NODELAY.set(socket, true);
        TcpOption.KEEPIDLE.set(socket, 77);
        int receive = SocketOption.RCVBUF.get(socket);
        int locks = SocketOption.BUF_LOCK.get(socket);
        try (FakeRestoreContext restore = move(socket)) {
            Fd restored = only(restore);
            assertThat(SocketOption.KEEPALIVE.get(restored)).isTrue();
            assertThat(SocketOption.LINGER.get(restored)).isEqualTo(new Linger(true, 3));
            assertThat(SocketOption.RCVTIMEO.get(restored)).isEqualTo(Duration.ofMillis(1500));
            assertThat(SocketOption.SNDBUF.get(restored)).isEqualTo(100_000);
            assertThat(SocketOption.RCVBUF.get(restored)).isEqualTo(receive);
            assertThat(SocketOption.BUF_LOCK.get(restored)).isEqualTo(locks);
            assertThat(SocketOption.OOBINLINE.get(restored)).isTrue();
            assertThat(IpOption.TOS.get(restored)).isEqualTo(0x10);
            assertThat(IpOption.TTL.get(restored)).isEqualTo(9);
            assertThat(TcpOption.NODELAY.get(restored)).isTrue();
            assertThat(TcpOption.KEEPIDLE.get(restored)).isEqualTo(77);
            assertThat(SocketOption.REUSEADDR.get(restored)).isFalse();
        }
    }

    @Test
    void carriesTwoListenersThatShareAPort() throws IOException {
        Fd first = Socket.create(AF_INET, SOCK_STREAM, 0);
        SocketOption.REUSEPORT.set(first, true);
        Socket.bind(first, loopback(0));
        Socket.listen(first, 5);
        Fd second = Socket.create(AF_INET, SOCK_STREAM, 0);
        SocketOption.REUSEPORT.set(second, true);
        Socket.bind(second, Socket.name(first));
        Socket.listen(second, 5);
        try (FakeRestoreContext restore = move(first, second)) {
            for (FileEntry entry : restore.entries()) {
                Fd restored = restore.created(entry.getId()).orElseThrow();
                assertThat(SocketOption.REUSEPORT.get(restored)).isTrue();
                assertThat(SocketOption.REUSEADDR.get(restored)).isFalse();
            }
        }
    }

    @Test
    void carriesAConnectedUdpSocket() throws IOException {
        try (Fd server = Socket.create(AF_INET6, SOCK_DGRAM, 0)) {
            Socket.bind(server, loopback6(0));
            Fd socket = Socket.create(AF_INET6, SOCK_DGRAM, 0);
            Socket.connect(socket, Socket.name(server));
            SockAddress name = Socket.name(socket);
            try (FakeRestoreContext restore = move(socket)) {
                assertThat(Socket.name(only(restore))).isEqualTo(name);
                assertThat(Socket.peer(only(restore))).isEqualTo(Socket.name(server));
            }
        }
    }

    @Test
    void leavesAFreshSocketUnbound() throws IOException {
        try (FakeRestoreContext restore = move(Socket.create(AF_INET, SOCK_DGRAM, 0))) {
            assertThat(Socket.name(only(restore))).isEqualTo(new SockAddress.Inet4(any(), 0));
        }
    }

    private static Inet4Address any() throws IOException {
        return (Inet4Address) InetAddress.getByAddress(new byte[4]);
    }

    @Test
    void bindsAnAddressWithEndedConnectionsIfTheProgramCould() throws IOException {
        Fd socket = Socket.create(AF_INET, SOCK_STREAM, 0);
        SocketOption.REUSEADDR.set(socket, true);
        Socket.bind(socket, loopback(0));
        Socket.listen(socket, 5);
        SockAddress name = Socket.name(socket);
        try (Fd client = Socket.create(AF_INET, SOCK_STREAM, 0)) {
            Socket.connect(client, name);
            Socket.accept(socket, 0).close();
        }
        try (FakeRestoreContext restore = move(socket)) {
            assertThat(Socket.name(only(restore))).isEqualTo(name);
        }
    }

    @Test
    void refusesAConnectionWithBothAddresses() throws IOException {
        try (Fd server = listener(loopback(0));
                Fd client = Socket.create(AF_INET, SOCK_STREAM, 0)) {
            Socket.connect(client, Socket.name(server));
            int port = ((SockAddress.Inet4) Socket.name(server)).port();
            try (RoundTrip look = RoundTrip.look(client, server)) {
                assertThat(look.refusal(0).orElseThrow())
                        .contains("ESTABLISHED")
                        .contains("127.0.0.1:" + port)
                        .contains("close the connection")
                        .contains("--tcp close");
                assertThat(look.refusal(1).orElseThrow()).contains("1 connections wait");
            }
        }
    }

    @Test
    void carriesOptionsThatCriuHasNoPlaceFor() throws IOException {
        Fd tcp = Socket.create(AF_INET6, SOCK_STREAM, 0);
        TcpOption.USER_TIMEOUT.set(tcp, 1234);
        TcpOption.CONGESTION.set(tcp, "reno");
        TcpOption.DEFER_ACCEPT.set(tcp, 3);
        TcpOption.MAXSEG.set(tcp, 900);
        Ipv6Option.TCLASS.set(tcp, 0x20);
        Ipv6Option.UNICAST_HOPS.set(tcp, 7);
        int defer = TcpOption.DEFER_ACCEPT.get(tcp);
        Fd udp = Socket.create(AF_INET, SOCK_DGRAM, 0);
        IpOption.RECVERR.set(udp, true);
        IpOption.MTU_DISCOVER.set(udp, 2);
        IpOption.MULTICAST_TTL.set(udp, 5);
        UdpOption.GRO.set(udp, true);
        SocketFilter.set(udp, List.of(new Instruction(6, 0, 0, 1000)));
        SocketOption.TIMESTAMP.set(udp, true);
        try (FakeRestoreContext restore = move(tcp, udp)) {
            Fd first = only(restore);
            assertThat(TcpOption.USER_TIMEOUT.get(first)).isEqualTo(1234);
            assertThat(TcpOption.CONGESTION.get(first)).isEqualTo("reno");
            assertThat(TcpOption.DEFER_ACCEPT.get(first)).isEqualTo(defer);
            assertThat(TcpOption.MAXSEG.get(first)).isEqualTo(900);
            assertThat(Ipv6Option.TCLASS.get(first)).isEqualTo(0x20);
            assertThat(Ipv6Option.UNICAST_HOPS.get(first)).isEqualTo(7);
            Fd second = restore.created(restore.entries().get(1).getId()).orElseThrow();
            assertThat(IpOption.RECVERR.get(second)).isTrue();
            assertThat(IpOption.MTU_DISCOVER.get(second)).isEqualTo(2);
            assertThat(IpOption.MULTICAST_TTL.get(second)).isEqualTo(5);
            assertThat(UdpOption.GRO.get(second)).isTrue();
            assertThat(SocketFilter.get(second)).containsExactly(new Instruction(6, 0, 0, 1000));
            assertThat(SocketOption.TIMESTAMP.get(second)).isTrue();
        }
    }

    @Test
    void keepsAConnectedUdpSocketShutDown() throws IOException {
        try (Fd server = Socket.create(AF_INET, SOCK_DGRAM, 0)) {
            Socket.bind(server, loopback(0));
            Fd socket = Socket.create(AF_INET, SOCK_DGRAM, 0);
            Socket.connect(socket, Socket.name(server));
            Socket.shutdownRead(socket);
            try (FakeRestoreContext restore = move(socket)) {
                assertThat(Poll.now(only(restore), POLLRDHUP)).isEqualTo(POLLRDHUP);
            }
        }
    }

    @Test
    void refusesADatagramThatIsNotFinished() throws IOException {
        try (Fd socket = Socket.create(AF_INET, SOCK_DGRAM, 0)) {
            UdpOption.CORK.set(socket, true);
            try (RoundTrip look = RoundTrip.look(socket)) {
                assertThat(look.refusal(0).orElseThrow()).contains("UDP_CORK");
            }
        }
    }

    @Test
    void refusesOptionsThatItDoesNotKnow() throws IOException {
        FakeDumpContext dump = new FakeDumpContext(null);
        SocketOptionValue.Builder option = SocketOptionValue.newBuilder()
                .setFileId(7)
                .setLevel(6)
                .setNumber(19)
                .setValue(ByteString.copyFrom(new byte[4]));
        dump.option(option.build());
        Hostile.assertRefused("unknown socket option 6/19", dump, entry(good()));
        dump.close();
    }

    @Test
    void saysWhoseAddressIsInUse() throws IOException {
        try (Fd taken = listener(loopback(0))) {
            int port = ((SockAddress.Inet4) Socket.name(taken)).port();
            InetSkEntry.Builder entry = good().setState(LISTEN).setSrcPort(port).setSrcAddr(0, 0x0100007f);
            assertFails(entry, "The address 127.0.0.1:" + port + " is in use");
        }
    }

    @Test
    void saysWhichAddressThisHostDoesNotHave() {
        assertFails(good().setSrcAddr(0, 0x010200c0).setSrcPort(5), "the address 192.0.2.1:5, which this host");
    }

    private static void assertFails(InetSkEntry.Builder entry, String message) {
        try (FakeRestoreContext context = new FakeRestoreContext(new FakeDumpContext(null))) {
            assertThatThrownBy(() -> context.createAll(FileKinds.load(), List.of(entry(entry))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(message);
        }
    }

    private static InetSkEntry.Builder good() {
        SkOptsEntry opts = SkOptsEntry.newBuilder()
                .setSoSndbuf(10_000)
                .setSoRcvbuf(10_000)
                .setSoSndTmoSec(0)
                .setSoSndTmoUsec(0)
                .setSoRcvTmoSec(0)
                .setSoRcvTmoUsec(0)
                .build();
        return InetSkEntry.newBuilder()
                .setId(7)
                .setIno(1)
                .setFamily(AF_INET)
                .setType(SOCK_STREAM)
                .setProto(IPPROTO_TCP)
                .setState(CLOSE)
                .setSrcPort(0)
                .setDstPort(0)
                .setFlags(2)
                .setBacklog(0)
                .addSrcAddr(0)
                .addDstAddr(0)
                .setFown(Fown.NOBODY)
                .setOpts(opts);
    }

    private static FileEntry entry(InetSkEntry.Builder inet) {
        return FileEntry.newBuilder()
                .setType(FdTypes.INETSK)
                .setId(7)
                .setIsk(inet)
                .build();
    }

    @Test
    void refusesImplausibleEntries() {
        Hostile.assertRefused("another number", entry(good().setId(8)));
        Hostile.assertRefused("address family 16", entry(good().setFamily(16)));
        Hostile.assertRefused("neither a TCP", entry(good().setProto(132)));
        Hostile.assertRefused("neither a TCP", entry(good().setType(3)));
        Hostile.assertRefused("in the state 2", entry(good().setState(2)));
        Hostile.assertRefused("other end is not in it", entry(good().setState(1).setDstPort(1)));
        Hostile.assertRefused("address of 2 words", entry(good().addSrcAddr(0)));
        Hostile.assertRefused("implausible port", entry(good().setSrcPort(65536)));
        Hostile.assertRefused("implausible port", entry(good().setSrcPort(-1)));
        Hostile.assertRefused("backlog", entry(good().setBacklog(-1)));
        Hostile.assertRefused("half closed", entry(good().setShutdown(SkShutdown.READ)));
        Hostile.assertRefused("unknown flags", entry(good().setFlags(0x40000)));
    }

    @Test
    void refusesImplausibleOptions() {
        SkOptsEntry opts = good().getOpts();
        Hostile.assertRefused("buffers", entry(good().setOpts(opts.toBuilder().setSoSndbuf(-1))));
        Hostile.assertRefused("timeout", entry(good().setOpts(opts.toBuilder().setSoSndTmoSec(-1))));
        Hostile.assertRefused("timeout", entry(good().setOpts(opts.toBuilder().setSoRcvTmoUsec(1_000_000))));
        Hostile.assertRefused(
                "no program", entry(good().setOpts(opts.toBuilder().addSoFilter(-1))));
        Hostile.assertRefused("locks", entry(good().setOpts(opts.toBuilder().setSoBufLock(4))));
    }
}
