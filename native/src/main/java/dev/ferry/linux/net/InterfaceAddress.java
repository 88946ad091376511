package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Rtnetlink.IFA_F_SECONDARY;
import static dev.ferry.linux.abi.Sockets.AF_INET;

import java.net.Inet4Address;
import java.util.Optional;

/**
 * An IPv4 address of a network interface, see rtnetlink(7).
 *
 * @param address the address
 * @param prefix how many of its leading bits name the network
 * @param device index of the interface
 * @param scope {@code RT_SCOPE_*}, 0 is the whole net
 * @param flags {@code IFA_F_*}
 * @param broadcast of its network, if it has one
 * @param label the name under which old tools list it; empty is none
 */
public record InterfaceAddress(
        Inet4Address address,
        int prefix,
        int device,
        int scope,
        int flags,
        Optional<Inet4Address> broadcast,
        String label) {
    private static final int BITS = 32;

    public InterfaceAddress {
        if (prefix < 0 || prefix > BITS) {
            throw new IllegalArgumentException("not the length of a prefix: " + prefix);
        }
    }

    /** The family that it is of. */
    static int family() {
        return AF_INET;
    }

    /** Whether another address of the same network came before it, so that nothing but itself goes with it. */
    public boolean isSecondary() {
        return (flags & IFA_F_SECONDARY) != 0;
    }

    /** Whether {@code other} is in the network that this address names. */
    public boolean isNetworkOf(Inet4Address other) {
        int mask = prefix == 0 ? 0 : -1 << (BITS - prefix);
        return ((number(address) ^ number(other)) & mask) == 0;
    }

    private static int number(Inet4Address address) {
        byte[] bytes = address.getAddress();
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /** The same on another interface, without what belongs to the first one. */
    public InterfaceAddress on(int otherDevice) {
        return new InterfaceAddress(address, prefix, otherDevice, scope, 0, broadcast, "");
    }

    /** {@code 10.0.0.1/24}. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
