package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_IP;
import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;

class MulticastKernelTest {
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int GROUP = 0x030201ef; // 239.1.2.3 in network order

    private static SockAddress group() throws Exception {
        return new SockAddress.Inet4((Inet4Address) InetAddress.getByName("239.1.2.3"), 0);
    }

    @Test
    void tellsAMemberFromOthers() throws Exception {
        int loopback = NetworkInterface.getByName("lo").getIndex();
        SocketOption<List<Integer>> join =
                new SocketOption<>("IP_ADD_MEMBERSHIP", IPPROTO_IP, IP_ADD_MEMBERSHIP, Codec.NUMBERS);
        try (Fd socket = Socket.create(AF_INET, SOCK_DGRAM, 0);
                Fd other = Socket.create(AF_INET, SOCK_DGRAM, 0)) {
            join.set(socket, List.of(GROUP, 0, loopback));
            assertThat(Multicast.isMember(socket, loopback, group())).isTrue();
            assertThat(Multicast.isMember(socket, loopback + 1, group())).isFalse();
            assertThat(Multicast.isMember(other, loopback, group())).isFalse();
        }
    }

    @Test
    void needsAnInternetSocket() throws Exception {
        SockAddress group = group();
        try (Fd unix = Socket.create(AF_UNIX, SOCK_STREAM, 0)) {
            Refusal.expect("EOPNOTSUPP", () -> Multicast.isMember(unix, 1, group));
        }
    }
}
