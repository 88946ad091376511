package dev.ferry.engine.address;

import dev.ferry.linux.net.InterfaceAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** An address of an interface as a line of a journal has it: {@code 10.0.0.5/24 eth0 0 10.0.0.255 eth0:1}, with {@code -} for nothing. */
public final class AddressText {
    private static final String NOTHING = "-";
    private static final int WORDS = 5;

    private AddressText() {}

    /** The words. */
    public static String of(InterfaceAddress address) throws IOException {
        NetworkInterface device = NetworkInterface.getByIndex(address.device());
        if (device == null) {
            throw new IOException("The network interface of " + address + " is gone.");
        }
        return address + " " + device.getName() + " " + address.scope() + " "
                + address.broadcast().map(InetAddress::getHostAddress).orElse(NOTHING) + " "
                + (address.label().isEmpty() ? NOTHING : address.label());
    }

    /** Understands what {@link #of} wrote, on the same host. */
    public static InterfaceAddress parse(String text) throws IOException {
        String[] words = text.split(" ", -1);
        String[] network = words[0].split("/", -1);
        NetworkInterface device = words.length == WORDS ? NetworkInterface.getByName(words[1]) : null;
        if (device == null || network.length != 2) {
            throw new IOException(
                    "The address \"" + text + "\" of the journal has no interface on this host (any more);"
                            + " give it to the one that it belongs to with ip address add.");
        }
        try {
            return new InterfaceAddress(
                    inet4(network[0]),
                    Integer.parseInt(network[1]),
                    device.getIndex(),
                    Integer.parseInt(words[2]),
                    0,
                    words[3].equals(NOTHING) ? Optional.empty() : Optional.of(inet4(words[3])),
                    words[4].equals(NOTHING) ? "" : words[4]);
        } catch (IllegalArgumentException e) {
            throw new IOException("The address \"" + text + "\" of the journal can not be understood.", e);
        }
    }

    /** No name is ever looked up. */
    private static Inet4Address inet4(String numbers) throws IOException {
        if (numbers.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
                && InetAddress.getByName(numbers) instanceof Inet4Address inet) {
            return inet;
        }
        throw new IOException("\"" + numbers + "\" is not an IPv4 address.");
    }
}
