package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class TcpInfoKernelTest {

    @Test
    void countsTheAcceptQueue() throws Exception {
        try (Fd listener = Loopback.listener(7);
                Fd client = Loopback.tcp()) {
            assertThat(TcpInfo.of(listener).acceptQueue()).isZero();
            Socket.connect(client, Socket.name(listener));
            TcpInfo info = TcpInfo.of(listener);
            assertThat(info.state()).isEqualTo(TcpInfo.State.LISTEN);
            assertThat(info.acceptQueue()).isEqualTo(1);
            assertThat(info.backlog()).isEqualTo(7);
        }
    }

    @Test
    void followsTheStateOfAConnection() throws Exception {
        try (Fd listener = Loopback.listener(1);
                Fd client = Loopback.tcp()) {
            assertThat(TcpInfo.of(client).state()).isEqualTo(TcpInfo.State.CLOSE);
            Socket.connect(client, Socket.name(listener));
            try (Fd server = Socket.accept(listener, 0)) {
                assertThat(TcpInfo.of(client).state()).isEqualTo(TcpInfo.State.ESTABLISHED);
                assertThat(TcpInfo.of(client).sendMss()).isPositive();
                Socket.shutdownWrite(client);
                assertThat(TcpInfo.of(server).state()).isEqualTo(TcpInfo.State.CLOSE_WAIT);
                Assertions.assertThatIllegalStateException()
                        .isThrownBy(() -> TcpInfo.of(server).backlog());
            }
        }
    }

    @Test
    void tellsWhatWasConnectedFromWhatWasNot() throws Exception {
        Fd client = Loopback.tcp();
        try (Fd listener = Loopback.listener(1)) {
            Socket.connect(client, Socket.name(listener));
            try (Fd server = Socket.accept(listener, 0)) {
                assertThat(TcpInfo.of(server).wasConnected()).isTrue();
                SocketOption.LINGER.set(client, new Linger(true, 0));
                client.close();
                assertThat(TcpInfo.of(server).state()).isEqualTo(TcpInfo.State.CLOSE);
                assertThat(TcpInfo.of(server).wasConnected()).isTrue();
            }
        }
        Fd nobody = Loopback.listener(1);
        SockAddress name = Socket.name(nobody);
        nobody.close();
        try (Fd refused = Loopback.tcp()) {
            Refusal.expect("ECONNREFUSED", () -> Socket.connect(refused, name));
            assertThat(TcpInfo.of(refused).wasConnected()).isFalse();
        }
    }

    @Test
    void refusesWhatIsNotTcp() throws Exception {
        try (Fd unix = Socket.create(AF_UNIX, SOCK_STREAM, 0)) {
            Refusal.expect("EOPNOTSUPP", () -> TcpInfo.of(unix));
        }
    }
}
