package dev.ferry.engine.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.net.RtNetlink;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** On the interface lo, with addresses that are set aside for documentation (RFC 5737). What a killed engine leaves, e2e tests see. */
@EnabledIf("isRoot")
class AddressShiftRootTest {
    private List<InterfaceAddress> addresses;

    static boolean isRoot() throws IOException {
        return FileStat.of("/proc/self").uid() == 0;
    }

    @BeforeEach
    void give() throws IOException {
        addresses = List.of(address("192.0.2.81"), address("192.0.2.82"));
    }

    @AfterEach
    void remove() throws IOException {
        try (RtNetlink netlink = RtNetlink.open()) {
            for (InterfaceAddress address : addresses) {
                netlink.remove(address);
            }
        }
    }

    private static InterfaceAddress address(String numbers) throws IOException {
        int lo = NetworkInterface.getByName("lo").getIndex();
        return new InterfaceAddress((Inet4Address) InetAddress.getByName(numbers), 32, lo, 0, 0, Optional.empty(), "");
    }

    private void assertHere(boolean here) throws IOException {
        HostAddresses host = HostAddresses.now();
        assertThat(addresses).allMatch(address -> host.find(address.address()).isPresent() == here);
    }

    @Test
    void takesThemAndGivesThemAway() throws IOException {
        AddressShift.take(addresses);
        assertHere(true);
        AddressShift.take(addresses);
        try (AddressShift away = AddressShift.away(addresses)) {
            assertHere(true);
            away.begin();
            assertHere(false);
            away.settle();
        }
        assertHere(false);
    }

    @Test
    void whatWasBegunCanBeUndoneAlsoAfterItWasSettled() throws IOException {
        try (AddressShift here = AddressShift.here(addresses)) {
            here.begin();
            here.undo();
            assertHere(false);
        }
        AddressShift.take(addresses);
        try (AddressShift away = AddressShift.away(addresses)) {
            away.begin();
            away.settle();
            away.undo();
            assertHere(true);
            away.undo();
        }
        assertHere(true);
    }

    @Test
    void whatWasNeverBegunIsNotUndone() throws IOException {
        AddressShift.take(addresses);
        try (AddressShift here = AddressShift.here(addresses)) {
            here.undo();
        }
        assertHere(true);
    }
}
