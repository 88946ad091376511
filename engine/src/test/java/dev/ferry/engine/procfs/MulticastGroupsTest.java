package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.procfs.MulticastGroups.Group;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class MulticastGroupsTest {
    @Test
    void readsGroupsOfIpv4() throws Exception {
        List<String> lines = List.of(
                "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter",
                "1\tlo        :     1      V3",
                "\t\t\t\t030201EF     1 0:00000000\t\t0",
                "4\teth0      :     1      V3",
                "\t\t\t\t010000E0     1 0:00000000\t\t0");
        assertThat(MulticastGroups.parse4(lines))
                .containsExactly(
                        new Group(1, "lo", InetAddress.getByName("239.1.2.3")),
                        new Group(4, "eth0", InetAddress.getByName("224.0.0.1")));
    }

    @Test
    void readsGroupsOfIpv6() throws Exception {
        List<String> lines = List.of("1    lo              ff020000000000000000000000000001     1 0000000C 0");
        assertThat(MulticastGroups.parse6(lines)).containsExactly(new Group(1, "lo", InetAddress.getByName("ff02::1")));
    }

    @Test
    void readsThoseOfThisHost() throws Exception {
        assertThat(MulticastGroups.read())
                .allMatch(group -> group.device() > 0 && group.address().isMulticastAddress());
    }
}
