package dev.ferry.linux.net;

import static dev.ferry.linux.abi.SockAddr.NL_GROUPS;
import static dev.ferry.linux.abi.SockAddr.NL_PID;
import static dev.ferry.linux.abi.SockAddr.SIN6_ADDR;
import static dev.ferry.linux.abi.SockAddr.SIN6_FLOWINFO;
import static dev.ferry.linux.abi.SockAddr.SIN6_PORT;
import static dev.ferry.linux.abi.SockAddr.SIN6_SCOPE_ID;
import static dev.ferry.linux.abi.SockAddr.SIN_ADDR;
import static dev.ferry.linux.abi.SockAddr.SIN_PORT;
import static dev.ferry.linux.abi.SockAddr.SIZEOF_SOCKADDR_IN;
import static dev.ferry.linux.abi.SockAddr.SIZEOF_SOCKADDR_IN6;
import static dev.ferry.linux.abi.SockAddr.SIZEOF_SOCKADDR_NL;
import static dev.ferry.linux.abi.SockAddr.SIZEOF_SOCKADDR_UN;
import static dev.ferry.linux.abi.SockAddr.SUN_PATH;
import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.AF_NETLINK;
import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.AF_UNSPEC;

import dev.ferry.linux.internal.OffHeap;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The address of a socket, {@code struct sockaddr}: what kind it is decides what it holds. */
public sealed interface SockAddress {
    /** The address family, {@code AF_*} of {@code abi.Sockets}. */
    int family();

    /** IPv4, see ip(7). */
    record Inet4(Inet4Address address, int port) implements SockAddress {
        public Inet4 {
            requirePort(port);
        }

        @Override
        public int family() {
            return AF_INET;
        }
    }

    /** IPv6, see ipv6(7); an IPv4-mapped address stays one. Flow and scope as the kernel gives them, scope 0 for none. */
    record Inet6(Octets address, int port, int flow, int scope) implements SockAddress {
        public Inet6 {
            requirePort(port);
            if (address.length() != 16) {
                throw new IllegalArgumentException("an IPv6 address has 16 bytes, not " + address.length());
            }
        }

        /** With an address from Java, without flow and scope. */
        public Inet6(Inet6Address address, int port) {
            this(Octets.of(address.getAddress()), port, 0, 0);
        }

        @Override
        public int family() {
            return AF_INET6;
        }
    }

    /** A unix socket with a name in the file system, at most 108 bytes, no NUL; see unix(7). */
    record UnixPath(Octets path) implements SockAddress {
        public UnixPath {
            requireSunPath(path.length());
            if (path.length() == 0 || path.text().indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a unix socket's path must have characters other than NUL: " + path);
            }
        }

        @Override
        public int family() {
            return AF_UNIX;
        }
    }

    /** A unix socket with an abstract name, at most 107 bytes of any value (the leading NUL not included). */
    record UnixAbstract(Octets name) implements SockAddress {
        public UnixAbstract {
            requireSunPath(name.length() + 1);
        }

        @Override
        public int family() {
            return AF_UNIX;
        }
    }

    /** A unix socket without a name. */
    record UnixUnnamed() implements SockAddress {
        @Override
        public int family() {
            return AF_UNIX;
        }
    }

    /** netlink(7): the number of the socket, 0 for the kernel or for none yet, and a bit for each of the first 32 groups. */
    record Netlink(int port, int groups) implements SockAddress {
        @Override
        public int family() {
            return AF_NETLINK;
        }
    }

    /** An address of a family that is not understood here, with what follows the family. Can be shown, never be sent. */
    record Unknown(int family, Octets rest) implements SockAddress {}

    /** The address as the kernel reads it. */
    default OffHeap encode() {
        if (this instanceof Inet4 inet) {
            return sockaddr(AF_INET, SIZEOF_SOCKADDR_IN, inet.port, SIN_PORT, inet.address.getAddress(), SIN_ADDR);
        }
        if (this instanceof Inet6 inet) {
            byte[] address = inet.address.toArray();
            OffHeap sockaddr = sockaddr(AF_INET6, SIZEOF_SOCKADDR_IN6, inet.port, SIN6_PORT, address, SIN6_ADDR);
            sockaddr.bytes().putInt(SIN6_FLOWINFO, inet.flow).putInt(SIN6_SCOPE_ID, inet.scope);
            return sockaddr;
        }
        if (this instanceof UnixPath unix) {
            return unix(unix.path.toArray(), 0);
        }
        if (this instanceof UnixAbstract unix) {
            return unix(unix.name.toArray(), 1);
        }
        if (this instanceof UnixUnnamed) {
            return unix(new byte[0], 0);
        }
        if (this instanceof Netlink netlink) {
            OffHeap sockaddr = OffHeap.allocate(SIZEOF_SOCKADDR_NL);
            sockaddr.bytes()
                    .putShort(0, (short) AF_NETLINK)
                    .putInt(NL_PID, netlink.port)
                    .putInt(NL_GROUPS, netlink.groups);
            return sockaddr;
        }
        throw new IllegalArgumentException("socket addresses of family " + family() + " are not supported");
    }

    /** The address in the first {@code length} bytes of {@code sockaddr}, which the kernel wrote. */
    static SockAddress decode(ByteBuffer sockaddr, int length) {
        ByteBuffer from = sockaddr.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .clear()
                .limit(Math.min(length, sockaddr.capacity()));
        if (from.limit() < Short.BYTES) {
            return new Unknown(AF_UNSPEC, Octets.of(new byte[0]));
        }
        int family = Short.toUnsignedInt(from.getShort(0));
        if (family == AF_INET && from.limit() >= SIZEOF_SOCKADDR_IN) {
            return new Inet4(inet4(slice(from, SIN_ADDR, 4)), port(from, SIN_PORT));
        }
        if (family == AF_INET6 && from.limit() >= SIZEOF_SOCKADDR_IN6) {
            Octets address = Octets.of(slice(from, SIN6_ADDR, 16));
            return new Inet6(address, port(from, SIN6_PORT), from.getInt(SIN6_FLOWINFO), from.getInt(SIN6_SCOPE_ID));
        }
        if (family == AF_NETLINK && from.limit() >= SIZEOF_SOCKADDR_NL) {
            return new Netlink(from.getInt(NL_PID), from.getInt(NL_GROUPS));
        }
        byte[] rest = slice(from, Short.BYTES, from.limit() - Short.BYTES);
        return family == AF_UNIX ? unix(rest) : new Unknown(family, Octets.of(rest));
    }

    private static SockAddress unix(byte[] sunPath) {
        if (sunPath.length == 0) {
            return new UnixUnnamed();
        }
        if (sunPath[0] == 0) {
            return new UnixAbstract(Octets.of(Arrays.copyOfRange(sunPath, 1, sunPath.length)));
        }
        int end = 0;
        while (end < sunPath.length && sunPath[end] != 0) {
            end++;
        }
        return new UnixPath(Octets.of(Arrays.copyOf(sunPath, Math.min(end, SIZEOF_SOCKADDR_UN - SUN_PATH))));
    }

    private static OffHeap sockaddr(int family, int size, int port, int portAt, byte[] address, int addressAt) {
        OffHeap sockaddr = OffHeap.allocate(size);
        sockaddr.bytes().putShort(0, (short) family).put(addressAt, address);
        sockaddr.bytes().putShort(portAt, Short.reverseBytes((short) port));
        return sockaddr;
    }

    private static OffHeap unix(byte[] name, int leadingZeros) {
        OffHeap sockaddr = OffHeap.allocate(SUN_PATH + leadingZeros + name.length);
        sockaddr.bytes().putShort(0, (short) AF_UNIX).put(SUN_PATH + leadingZeros, name);
        return sockaddr;
    }

    private static int port(ByteBuffer from, int at) {
        return Short.toUnsignedInt(Short.reverseBytes(from.getShort(at)));
    }

    private static byte[] slice(ByteBuffer from, int at, int length) {
        byte[] slice = new byte[length];
        from.get(at, slice);
        return slice;
    }

    private static Inet4Address inet4(byte[] address) {
        try {
            return (Inet4Address) InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an IPv4 address", e);
        }
    }

    private static void requirePort(int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    private static void requireSunPath(int length) {
        if (length > SIZEOF_SOCKADDR_UN - SUN_PATH) {
            throw new IllegalArgumentException("the name of a unix socket is too long: " + length + " bytes");
        }
    }
}
