package dev.ferry.engine.address;

import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.net.RtNetlink;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;

/** The IPv4 addresses of this host, all interfaces together. */
public record HostAddresses(List<InterfaceAddress> all) {
    private static final int ONE_HOST = 32;

    public HostAddresses {
        all = List.copyOf(all);
    }

    /** Those of the network namespace of the calling thread. */
    public static HostAddresses now() throws IOException {
        try (RtNetlink netlink = RtNetlink.open()) {
            return new HostAddresses(netlink.addresses());
        }
    }

    /** The entry of an address, if this host has it. */
    public Optional<InterfaceAddress> find(Inet4Address address) {
        return all.stream().filter(here -> here.address().equals(address)).findFirst();
    }

    /** Those that the kernel would take away along with {@code address}: it came first in their network. */
    public List<InterfaceAddress> dependents(InterfaceAddress address) {
        return address.isSecondary()
                ? List.of()
                : all.stream()
                        .filter(other -> other.isSecondary()
                                && other.device() == address.device()
                                && other.prefix() == address.prefix()
                                && address.isNetworkOf(other.address()))
                        .toList();
    }

    /**
     * The interface on whose network {@code address} would be at home.
     *
     * @param prefix that it has where it comes from
     */
    public Optional<InterfaceAddress> home(Inet4Address address, int prefix) {
        return all.stream()
                .filter(here ->
                        here.prefix() < ONE_HOST && !here.address().isLoopbackAddress() && here.isNetworkOf(address))
                .findFirst()
                .map(here -> new InterfaceAddress(
                        address,
                        prefix,
                        here.device(),
                        here.scope(),
                        0,
                        prefix == here.prefix() ? here.broadcast() : Optional.empty(),
                        ""));
    }
}
