package dev.ferry.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** On the interface lo, with addresses that are set aside for documentation (RFC 5737). */
@EnabledIf("isRoot")
class RtNetlinkRootTest {
    private RtNetlink netlink;
    private InterfaceAddress address;

    static boolean isRoot() throws IOException {
        return FileStat.of("/proc/self").uid() == 0;
    }

    @BeforeEach
    void open() throws IOException {
        netlink = RtNetlink.open();
        address = new InterfaceAddress(inet4("192.0.2.77"), 28, lo(), 0, 0, Optional.of(inet4("192.0.2.79")), "lo:77");
    }

    @AfterEach
    void close() throws IOException {
        netlink.remove(address);
        netlink.close();
    }

    @Test
    void listsAddsAndRemoves() throws IOException {
        assertThat(netlink.addresses())
                .anySatisfy(loopback -> assertThat(loopback).hasToString("127.0.0.1/8"))
                .noneMatch(other -> other.address().equals(address.address()));
        netlink.add(address);
        netlink.add(address);
        InterfaceAddress found = find().orElseThrow();
        assertThat(found.isSecondary()).isFalse();
        assertThat(found.prefix()).isEqualTo(28);
        assertThat(found.device()).isEqualTo(lo());
        assertThat(found.broadcast()).contains(inet4("192.0.2.79"));
        assertThat(found.label()).isEqualTo("lo:77");
        assertThat(ip("-4", "addr", "show", "dev", "lo")).contains("inet 192.0.2.77/28 brd 192.0.2.79");
        netlink.remove(found);
        netlink.remove(found);
        assertThat(find()).isEmpty();
    }

    @Test
    void tellsWhichAddressesGoWithAnother() throws IOException {
        InterfaceAddress second = new InterfaceAddress(inet4("192.0.2.78"), 28, lo(), 0, 0, Optional.empty(), "");
        netlink.add(address);
        netlink.add(second);
        assertThat(netlink.addresses().stream()
                        .filter(InterfaceAddress::isSecondary)
                        .map(InterfaceAddress::address))
                .contains(second.address());
        netlink.remove(second);
    }

    @Test
    void saysWhatTheKernelHasAgainstIt() {
        InterfaceAddress nowhere = new InterfaceAddress(address.address(), 28, 9999, 0, 0, Optional.empty(), "");
        assertThatThrownBy(() -> netlink.add(nowhere))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("ENODEV");
    }

    @Test
    void onlyAnEthernetIsTold() throws IOException {
        assertThat(ArpAnnouncement.of(address.address(), lo())).isEmpty();
    }

    private Optional<InterfaceAddress> find() throws IOException {
        return netlink.addresses().stream()
                .filter(other -> other.address().equals(address.address()))
                .findFirst();
    }

    private static int lo() throws IOException {
        return NetworkInterface.getByName("lo").getIndex();
    }

    private static Inet4Address inet4(String numbers) throws IOException {
        return (Inet4Address) InetAddress.getByName(numbers);
    }

    private static String ip(String... words) throws IOException {
        String[] command = new String[words.length + 1];
        command[0] = "ip";
        System.arraycopy(words, 0, command, 1, words.length);
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
