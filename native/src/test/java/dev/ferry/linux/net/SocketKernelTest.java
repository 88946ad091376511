package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_NONBLOCK;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.net.Inet6Address;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketKernelTest {
    @TempDir
    Path directory;

    @Test
    void connectsOverIpv4() throws Exception {
        try (Fd listener = Loopback.listener(5);
                Fd client = Loopback.tcp()) {
            Socket.connect(client, Socket.name(listener));
            try (Fd server = Socket.accept(listener, 0)) {
                assertThat(Socket.peer(client)).isEqualTo(Socket.name(listener));
                assertThat(Socket.peer(server)).isEqualTo(Socket.name(client));
                assertThat(((SockAddress.Inet4) Socket.name(client)).port()).isPositive();
            }
        }
    }

    @Test
    void bindsIpv6() throws Exception {
        byte[] ownHost = new byte[16];
        ownHost[15] = 1;
        Inet6Address loopback = Inet6Address.getByAddress(null, ownHost, -1);
        try (Fd socket = Socket.create(AF_INET6, SOCK_DGRAM, 0)) {
            Socket.bind(socket, new SockAddress.Inet6(loopback, 0));
            SockAddress.Inet6 name = (SockAddress.Inet6) Socket.name(socket);
            assertThat(name.address().toArray()).isEqualTo(loopback.getAddress());
            assertThat(name.port()).isPositive();
            assertThat(name.scope()).isZero();
        }
    }

    @Test
    void bindsUnixNamesOfEveryKind() throws Exception {
        SockAddress path =
                new SockAddress.UnixPath(Octets.of(directory.resolve("s").toString()));
        SockAddress hidden = new SockAddress.UnixAbstract(
                Octets.of("ferry\0test" + ProcessHandle.current().pid()));
        for (SockAddress address : new SockAddress[] {path, hidden}) {
            try (Fd socket = Socket.create(AF_UNIX, SOCK_STREAM, 0);
                    Fd other = Socket.create(AF_UNIX, SOCK_STREAM, 0)) {
                assertThat(Socket.name(socket)).isEqualTo(new SockAddress.UnixUnnamed());
                Socket.bind(socket, address);
                assertThat(Socket.name(socket)).isEqualTo(address);
                Refusal.expect("EADDRINUSE", () -> Socket.bind(other, address));
            }
        }
    }

    @Test
    void pairsAreEachOthersPeer() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_SEQPACKET, 0)) {
            assertThat(Socket.peer(pair.first())).isEqualTo(new SockAddress.UnixUnnamed());
        }
        Refusal.expect("EOPNOTSUPP", () -> Socket.pair(AF_INET, SOCK_STREAM, 0));
    }

    @Test
    void refusesWithTheKernelsReason() throws Exception {
        Refusal.expect("EAFNOSUPPORT", () -> Socket.create(45, SOCK_STREAM, 0));
        SockAddress taken;
        try (Fd socket = Loopback.tcp();
                Fd listener = Loopback.listener(1)) {
            taken = Socket.name(listener);
            Refusal.expect("ENOTCONN", () -> Socket.peer(socket));
            Refusal.expect("ENOTCONN", () -> Socket.shutdownWrite(socket));
            Refusal.expect("EINVAL", () -> Socket.accept(socket, 0));
            Refusal.expect("EADDRINUSE", () -> Socket.bind(socket, taken));
        }
        try (Fd socket = Loopback.tcp()) {
            Refusal.expect("ECONNREFUSED", () -> Socket.connect(socket, taken));
        }
    }

    @Test
    void listensOnlyWhereConnectionsCanCome() throws Exception {
        try (Fd datagrams = Socket.create(AF_UNIX, SOCK_DGRAM, 0);
                Fd quiet = Socket.create(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
            Refusal.expect("EOPNOTSUPP", () -> Socket.listen(datagrams, 1));
            Socket.bind(
                    quiet,
                    new SockAddress.UnixPath(Octets.of(directory.resolve("q").toString())));
            Socket.listen(quiet, 1);
            Refusal.expect("EAGAIN", () -> Socket.accept(quiet, 0));
        }
    }
}
