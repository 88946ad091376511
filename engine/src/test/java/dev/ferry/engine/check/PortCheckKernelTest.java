package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.PortFacts;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ports and addresses, compared with sockets that are really bound. */
class PortCheckKernelTest {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final byte[] ANY = new byte[4];
    private static final byte[] ANY6 = new byte[16];
    /** TEST-NET-1, which nobody has. */
    private static final byte[] ELSEWHERE = {(byte) 192, 0, 2, 1};

    private final Findings findings = new Findings();

    @Test
    void understandsATableOfTheKernel() {
        String line =
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0";
        PortFacts expected = tcp(LOOPBACK, 8080).build();
        assertThat(LocalSocket.parse(line, false, false)).isEqualTo(new LocalSocket(expected, true, 4711));
        assertThat(LocalSocket.parse(line.replace(" 0A ", " 01 "), false, false).listens())
                .isFalse();
    }

    @Test
    void namesWhoListensOnAPort() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
            compare(tcp(ANY, server.getLocalPort()));
            compare(tcp(LOOPBACK, server.getLocalPort()).setReuseAddress(true));
            assertThat(findings.sorted()).hasSize(2).allSatisfy(finding -> {
                assertThat(finding.code()).isEqualTo("port-taken");
                assertThat(finding.cause())
                        .contains("by process " + ProcessHandle.current().pid());
            });
        }
    }

    @Test
    void isContentWithAnotherAddressPortOrProtocol() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
            compare(tcp(new byte[] {127, 0, 0, 2}, server.getLocalPort()));
            compare(tcp(LOOPBACK, server.getLocalPort()).setDatagram(true));
            compare(tcp(LOOPBACK, server.getLocalPort() ^ 1).setReuseAddress(true));
            assertThat(findings.sorted())
                    .filteredOn(finding -> finding.object().endsWith(":" + server.getLocalPort()))
                    .isEmpty();
        }
    }

    @Test
    void asksTheKernelWhetherIpv6HasThePortToo() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
            compare(tcp(ANY6, server.getLocalPort()).setV6(true).setV6Only(true));
            assertThat(findings.sorted()).isEmpty();
            compare(tcp(ANY6, server.getLocalPort()).setV6(true));
            assertThat(findings.sorted()).extracting(Finding::code).containsExactly("port-taken");
        }
    }

    @Test
    void onlyWarnsOfADatagramPortThatMayBeShared() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0))) {
            compare(tcp(ANY, socket.getLocalPort()).setDatagram(true).setReuseAddress(true));
            assertThat(findings.sorted()).extracting(Finding::code).containsExactly("port-shared");
            compare(tcp(ANY, socket.getLocalPort()).setDatagram(true));
            assertThat(findings.sorted()).extracting(Finding::code).containsExactly("port-taken", "port-shared");
        }
    }

    @Test
    void missesAnAddressOfAnotherHostUnlessItMayBeMissing() throws Exception {
        AddressCheck.look(List.of(tcp(LOOPBACK, 1).build(), tcp(ANY, 1).build()), findings);
        AddressCheck.look(List.of(tcp(ELSEWHERE, 1).setFreeBind(true).build()), findings);
        assertThat(findings.sorted()).isEmpty();
        AddressCheck.look(List.of(tcp(ELSEWHERE, 1).build(), tcp(ELSEWHERE, 2).build()), findings);
        assertThat(findings.sorted())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo("address-missing"));
    }

    @Test
    void missesAnInterface() throws Exception {
        PortFacts port = tcp(ANY6, 1).setV6(true).setDevice("no-such-interface").build();
        AddressCheck.look(List.of(port), findings);
        assertThat(findings.sorted()).extracting(Finding::code).containsExactly("interface-missing");
    }

    private void compare(PortFacts.Builder port) throws Exception {
        PortCheck.compare(List.of(port.build()), LocalSocket.all(), new SocketHolders(), findings);
    }

    private static PortFacts.Builder tcp(byte[] address, int port) {
        return PortFacts.newBuilder().setAddress(ByteString.copyFrom(address)).setPort(port);
    }
}
