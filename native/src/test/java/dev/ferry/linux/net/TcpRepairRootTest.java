package dev.ferry.linux.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.net.TcpRepair.Queue;
import dev.ferry.linux.net.TcpRepair.Window;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isRoot")
class TcpRepairRootTest {
    private Fd listener;
    private Fd client;
    private Fd server;

    static boolean isRoot() throws Exception {
        return FileStat.of("/proc/self").uid() == 0;
    }

    @BeforeEach
    void connect() throws Exception {
        listener = Loopback.listener(1);
        client = Loopback.tcp();
        Socket.connect(client, Socket.name(listener));
        server = Socket.accept(listener, 0);
    }

    @AfterEach
    void close() {
        server.close();
        client.close();
        listener.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void isPermittedToRoot() throws Exception {
        assertThat(TcpRepair.isPermitted()).isTrue();
    }

    @Test
    void showsWhatWasReceivedWithoutTakingIt() throws Exception {
        TcpRepair.send(client, bytes("hello"), 0, 5);
        assertThat(TcpRepair.unread(server)).isEqualTo(5);
        assertThat(TcpRepair.peek(server, TcpRepair.room(5))).isEqualTo(bytes("hello"));
        assertThat(TcpRepair.unread(server)).isEqualTo(5);
        assertThat(TcpRepair.peek(client, TcpRepair.room(5))).isEmpty();
    }

    @Test
    void agreesWithThePeerAboutNumbers() throws Exception {
        TcpRepair.send(client, bytes("hello"), 0, 5);
        TcpRepair.begin(client);
        TcpRepair.select(client, Queue.SEND);
        int sent = TcpRepair.sequence(client);
        TcpRepair.end(client);
        TcpRepair.begin(server);
        TcpRepair.select(server, Queue.RECEIVE);
        assertThat(TcpRepair.sequence(server)).isEqualTo(sent);
        TcpRepair.end(server);
        assertThat(TcpRepair.isOn(server)).isFalse();
        assertThat(TcpRepair.send(server, bytes("back"), 0, 4)).isEqualTo(4);
    }

    @Test
    void aSocketInRepairIsOfNoUseToItsOwner() throws Exception {
        TcpRepair.begin(client);
        assertThat(TcpRepair.isOn(client)).isTrue();
        Refusal.expect("EINVAL", () -> TcpRepair.send(client, bytes("x"), 0, 1));
        Refusal.expect("EINVAL", () -> TcpRepair.peek(client, TcpRepair.room(1)));
        TcpRepair.endAndProbe(client);
        assertThat(TcpRepair.send(client, bytes("x"), 0, 1)).isEqualTo(1);
    }

    @Test
    void closedInRepairItSaysNothing() throws Exception {
        TcpRepair.begin(client);
        client.close();
        assertThat(TcpInfo.of(server).state()).isEqualTo(TcpInfo.State.ESTABLISHED);
        TcpRepair.begin(server);
    }

    @Test
    void refusesAListener() {
        Refusal.expect("EPERM", () -> TcpRepair.begin(listener));
        Refusal.expect("EPERM", () -> TcpRepair.window(client));
    }

    @Test
    void refusesToMoveTheQueuesOfAConnection() throws Exception {
        TcpRepair.begin(client);
        TcpRepair.select(client, Queue.SEND);
        Refusal.expect("EPERM", () -> TcpRepair.setSequence(client, 5));
        Window window = TcpRepair.window(client);
        Window wrong = new Window(window.sendUpdate(), 5, 4, window.receive(), window.receiveUpdate());
        Refusal.expect("EINVAL", () -> TcpRepair.setWindow(client, wrong));
        TcpRepair.setWindow(client, window);
    }

    @Test
    void makesAConnectionOutOfNothing() throws Exception {
        SockAddress name = Socket.name(client);
        SockAddress peer = Socket.name(server);
        TcpRepair.begin(client);
        TcpRepair.begin(server);
        client.close();
        server.close();
        client = half(name, peer, 1000, 2000);
        server = half(peer, name, 2000, 1000);
        TcpRepair.end(client);
        TcpRepair.endAndProbe(server);
        assertThat(TcpRepair.send(client, bytes("hello"), 0, 5)).isEqualTo(5);
        assertThat(TcpRepair.peek(server, TcpRepair.room(9))).isEqualTo(bytes("hello"));
        assertThat(TcpInfo.of(client).sendScale()).isEqualTo(7);
        assertThat(TcpInfo.of(client).wasConnected()).isTrue();
    }

    private static Fd half(SockAddress name, SockAddress peer, int send, int receive) throws Exception {
        Fd half = Loopback.tcp();
        TcpRepair.begin(half);
        TcpRepair.select(half, Queue.SEND);
        TcpRepair.setSequence(half, send);
        TcpRepair.select(half, Queue.RECEIVE);
        TcpRepair.setSequence(half, receive);
        Socket.bind(half, name);
        Socket.connect(half, peer);
        TcpRepair.setAgreed(half, TcpInfo.TCPI_OPT_WSCALE | TcpInfo.TCPI_OPT_SACK, 1400, 7, 7);
        TcpRepair.setWindow(half, new Window(receive, 10_000, 10_000, 10_000, receive));
        return half;
    }
}
