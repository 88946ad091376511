package dev.ferry.linux.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class SocketOptionRootTest {

    @Test
    @EnabledIf("isRoot")
    void setsWhatNeedsNetAdmin() throws Exception {
        try (Fd socket = Loopback.tcp()) {
            SocketOption.MARK.set(socket, 42);
            SocketOption.SNDBUFFORCE.set(socket, 50_000_000);
            SocketOption.RCVBUFFORCE.set(socket, 60_000_000);
            IpOption.TRANSPARENT.set(socket, true);
            SocketOption.BINDTODEVICE.set(socket, "lo");
            assertThat(SocketOption.MARK.get(socket)).isEqualTo(42);
            assertThat(SocketOption.SNDBUF.get(socket)).isEqualTo(100_000_000);
            assertThat(SocketOption.RCVBUF.get(socket)).isEqualTo(120_000_000);
            assertThat(IpOption.TRANSPARENT.get(socket)).isTrue();
            assertThat(SocketOption.BINDTODEVICE.get(socket)).isEqualTo("lo");
        }
    }

    static boolean isRoot() throws Exception {
        return FileStat.of("/proc/self").uid() == 0;
    }
}
