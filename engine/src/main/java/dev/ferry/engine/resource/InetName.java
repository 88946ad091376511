package dev.ferry.engine.resource;

import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An address and port as the image has them: the address as 32-bit words that lie in memory in network byte order, so that their
 * values depend on the (little-endian) machine.
 *
 * @param words one for IPv4, four for IPv6
 * @param port in host byte order
 * @param scope index of the network interface of a link-local address, else 0
 */
public record InetName(List<Integer> words, int port, int scope) {
    private static final Errno EADDRNOTAVAIL = new Errno(99);

    /** {@code 0000ffff} in network order. */
    private static final int MAPPED = 0xffff0000;

    public InetName {
        words = List.copyOf(words);
    }

    /** The name of a socket of AF_INET or AF_INET6. */
    static InetName of(SockAddress address) throws IOException {
        if (address instanceof SockAddress.Inet4 inet) {
            return new InetName(words(inet.address().getAddress()), inet.port(), 0);
        }
        if (address instanceof SockAddress.Inet6 inet) {
            return new InetName(words(inet.address().toArray()), inet.port(), inet.scope());
        }
        throw new IOException(address + " is not an internet address");
    }

    /** What an entry says; {@code device} names the interface of a link-local address. */
    static InetName of(FileEntry entry, List<Integer> words, int port, String device) throws IOException {
        int expected = entry.getIsk().getFamily() == Sockets.AF_INET ? 1 : 4;
        Plausible.require(entry, words.size() == expected, "has an address of " + words.size() + " words");
        Plausible.require(entry, port >= 0 && port <= 0xffff, "has an implausible port");
        return new InetName(words, port, device.isEmpty() ? 0 : scope(entry, device));
    }

    private static int scope(FileEntry entry, String device) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(device);
        if (found == null) {
            throw new IOException("This host has no network interface " + device + ", which the socket with number "
                    + Integer.toUnsignedString(entry.getId()) + " is bound to; give one that name and restore again.");
        }
        return found.getIndex();
    }

    /** The interface that the scope stands for here. */
    Optional<String> device() throws SocketException {
        NetworkInterface found = scope == 0 ? null : NetworkInterface.getByIndex(scope);
        return Optional.ofNullable(found).map(NetworkInterface::getName);
    }

    /** The same as IPv4, if it is an address of IPv4 within IPv6; without the interface, which both ends of a connection share. */
    InetName plain() {
        boolean isMapped = words.size() == 4 && words.subList(0, 3).equals(List.of(0, 0, MAPPED));
        return new InetName(isMapped ? words.subList(3, 4) : words, port, 0);
    }

    /** As Java has it, if it is an address of IPv4. */
    public Optional<Inet4Address> inet4() {
        try {
            return InetAddress.getByAddress(bytes()) instanceof Inet4Address inet
                    ? Optional.of(inet)
                    : Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("4 and 16 bytes are always an address", e);
        }
    }

    /** What bind(2) or connect(2) has against {@code name}, in a sentence. */
    static IOException explain(InetName name, ErrnoException e) {
        if (e.is(Errno.EADDRINUSE)) {
            return new IOException(
                    "The address " + name + " is in use on this host; stop the program that has it "
                            + "('ss -lntup' shows which one it is) and restore again, a minute later if it was this "
                            + "program's own: ended connections hold the address that long without SO_REUSEADDR.",
                    e);
        }
        if (e.is(EADDRNOTAVAIL)) {
            return new IOException(
                    "The program had bound the address " + name + ", which this host does not have; give "
                            + "the host that address, or start the program with 0.0.0.0 or [::] before moving it.",
                    e);
        }
        return e;
    }

    /** Whether nothing has been bound or connected to it. */
    boolean isNothing() {
        return port == 0 && words.stream().allMatch(word -> word == 0);
    }

    /** For a system call. */
    SockAddress toAddress() throws IOException {
        return words.size() == 1
                ? new SockAddress.Inet4((Inet4Address) InetAddress.getByAddress(bytes()), port)
                : new SockAddress.Inet6(Octets.of(bytes()), port, 0, scope);
    }

    private static List<Integer> words(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> words = new ArrayList<>();
        while (bytes.hasRemaining()) {
            words.add(bytes.getInt());
        }
        return words;
    }

    private byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(words.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        return bytes.array();
    }

    /** {@code 127.0.0.1:80} or {@code [::1]:80}. */
    @Override
    public String toString() {
        try {
            String address = InetAddress.getByAddress(bytes()).getHostAddress();
            return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        } catch (IOException e) {
            throw new IllegalStateException("4 and 16 bytes are always an address", e);
        }
    }

    /** The same, from what an entry says about its own end. */
    static InetName source(FileEntry entry) throws IOException {
        return of(
                entry,
                entry.getIsk().getSrcAddrList(),
                entry.getIsk().getSrcPort(),
                entry.getIsk().getIfname());
    }

    /** The same, from what an entry says about the other end. */
    static InetName destination(FileEntry entry) throws IOException {
        return of(
                entry,
                entry.getIsk().getDstAddrList(),
                entry.getIsk().getDstPort(),
                entry.getIsk().getIfname());
    }
}
