package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpRepair;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isRoot")
class RepairGuardRootTest {
    static boolean isRoot() throws IOException {
        return FileStat.of("/proc/self").uid() == 0;
    }

    private Fd client;
    private Fd server;

    @BeforeEach
    void connect() throws IOException {
        try (Fd listener = Socket.create(Sockets.AF_INET, Sockets.SOCK_STREAM, 0)) {
            Inet4Address loopback = (Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            Socket.bind(listener, new SockAddress.Inet4(loopback, 0));
            Socket.listen(listener, 1);
            client = Socket.create(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
            Socket.connect(client, Socket.name(listener));
            server = Socket.accept(listener, 0);
            SocketOption.REUSEADDR.set(client, true);
        }
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void endsTheRepairWhenItsMasterIsKilledInTheMiddle() throws Exception {
        Process master = master(client.number());
        long guard = Long.parseLong(master.inputReader(StandardCharsets.UTF_8).readLine());
        assertThat(TcpRepair.isOn(client)).isTrue();
        master.destroyForcibly().waitFor();
        await().until(() -> !isAlive(guard));
        assertIsUsable();
    }

    @Test
    void leavesTheSocketAsItWas() throws Exception {
        RepairGuard guard = RepairGuard.start();
        for (int times = 0; times < 500; times++) {
            assertThat(guard.during(client, () -> TcpRepair.isOn(client))).isTrue();
        }
        assertThatThrownBy(() -> guard.during(client, () -> {
                    throw new IOException("on purpose");
                }))
                .hasMessage("on purpose");
        assertIsUsable();
        guard.close();
        assertThat(Path.of("/proc", Integer.toString(guard.pid()))).doesNotExist();
    }

    private void assertIsUsable() throws IOException {
        assertThat(TcpRepair.isOn(client)).isFalse();
        assertThat(SocketOption.REUSEADDR.get(client)).isTrue();
        assertThat(TcpRepair.send(client, new byte[] {7}, 0, 1)).isEqualTo(1);
        assertThat(TcpRepair.peek(server, TcpRepair.room(1))).containsExactly(7);
    }

    private static Process master(int fd) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedRepair.class.getName(),
                        Long.toString(ProcessHandle.current().pid()),
                        Integer.toString(fd))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static boolean isAlive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }
}
