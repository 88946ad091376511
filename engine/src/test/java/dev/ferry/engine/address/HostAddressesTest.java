package dev.ferry.engine.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.net.InterfaceAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressesTest {
    private static final int SECONDARY = 1;

    private final HostAddresses host = new HostAddresses(List.of(
            address("127.0.0.1", 8, 1, 0),
            address("10.1.0.5", 24, 2, 0),
            address("10.1.0.50", 24, 2, SECONDARY),
            address("10.1.0.51", 32, 2, 0),
            address("10.2.0.5", 16, 3, 0)));

    private static Inet4Address inet4(String numbers) {
        try {
            return (Inet4Address) InetAddress.getByName(numbers);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static InterfaceAddress address(String numbers, int prefix, int device, int flags) {
        return new InterfaceAddress(inet4(numbers), prefix, device, 0, flags, Optional.empty(), "");
    }

    private InterfaceAddress find(String numbers) {
        return host.find(inet4(numbers)).orElseThrow();
    }

    @Test
    void onlyTheFirstAddressOfANetworkHasOthersThatDependOnIt() {
        assertThat(host.dependents(find("10.1.0.5"))).containsExactly(find("10.1.0.50"));
        assertThat(host.dependents(find("10.1.0.50"))).isEmpty();
        assertThat(host.dependents(find("10.1.0.51"))).isEmpty();
        assertThat(host.dependents(find("10.2.0.5"))).isEmpty();
    }

    @Test
    void anAddressIsAtHomeOnTheInterfaceOfItsNetwork() {
        assertThat(host.home(inet4("10.1.0.99"), 24)).get().satisfies(home -> {
            assertThat(home.device()).isEqualTo(2);
            assertThat(home).hasToString("10.1.0.99/24");
        });
        assertThat(host.home(inet4("10.2.200.1"), 32)).get().satisfies(home -> {
            assertThat(home.device()).isEqualTo(3);
            assertThat(home).hasToString("10.2.200.1/32");
        });
        assertThat(host.home(inet4("10.3.0.1"), 24)).isEmpty();
        assertThat(host.home(inet4("127.0.0.5"), 8)).isEmpty();
    }

    @Test
    void theJournalRemembersAll() throws IOException {
        int lo = NetworkInterface.getByName("lo").getIndex();
        InterfaceAddress full =
                new InterfaceAddress(inet4("10.1.0.7"), 24, lo, 253, 0, Optional.of(inet4("10.1.0.255")), "lo:7");
        InterfaceAddress plain = new InterfaceAddress(inet4("10.1.0.8"), 32, lo, 0, 0, Optional.empty(), "");
        assertThat(AddressText.of(full)).isEqualTo("10.1.0.7/24 lo 253 10.1.0.255 lo:7");
        assertThat(AddressText.parse(AddressText.of(full))).isEqualTo(full);
        assertThat(AddressText.parse(AddressText.of(plain))).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1.0.7/24",
                "10.1.0.7/24 nosuch0 0 - -",
                "10.1.0.7/99 lo 0 - -",
                "10.1.0.7/x lo 0 - -",
                "example/24 lo 0 - -",
                "10.1.0.999/24 lo 0 - -",
                "10.1.0.7/24 lo - - -"
            })
    void aDamagedJournalIsNoAddress(String text) {
        assertThatThrownBy(() -> AddressText.parse(text)).isInstanceOf(IOException.class);
    }
}
