package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Ethernet.ARPHRD_ETHER;
import static dev.ferry.linux.abi.Ethernet.ARPOP_REQUEST;
import static dev.ferry.linux.abi.Ethernet.ETH_ALEN;
import static dev.ferry.linux.abi.Ethernet.ETH_P_ARP;
import static dev.ferry.linux.abi.Ethernet.ETH_P_IP;
import static dev.ferry.linux.abi.Ethernet.SIZEOF_SOCKADDR_LL;
import static dev.ferry.linux.abi.Ethernet.SLL_IFINDEX;
import static dev.ferry.linux.abi.Ethernet.SLL_PROTOCOL;
import static dev.ferry.linux.abi.Sockets.AF_PACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_RAW;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Tells the neighbours on an Ethernet where an IPv4 address is now, so that they send there at once: an ARP request of the address for itself
 * (RFC 5227, section 3). Needs CAP_NET_RAW.
 *
 * @param frame the whole frame
 * @param socket a packet(7) socket that is bound to the interface: writing the frame into it sends it
 */
public record ArpAnnouncement(Octets frame, Fd socket) implements AutoCloseable {
    private static final int SIZE = 42;

    /** Empty for an interface that has no Ethernet address, where nobody needs to be told. */
    public static Optional<ArpAnnouncement> of(Inet4Address address, int device) throws IOException {
        NetworkInterface found = NetworkInterface.getByIndex(device);
        byte[] hardware = found == null ? null : found.getHardwareAddress();
        if (hardware == null || hardware.length != ETH_ALEN) {
            return Optional.empty();
        }
        return Optional.of(new ArpAnnouncement(frame(address.getAddress(), hardware), bound(device)));
    }

    private static Octets frame(byte[] address, byte[] hardware) {
        ByteBuffer frame = ByteBuffer.allocate(SIZE);
        for (int i = 0; i < ETH_ALEN; i++) {
            frame.put((byte) 0xff);
        }
        frame.put(hardware).putShort((short) ETH_P_ARP);
        frame.putShort((short) ARPHRD_ETHER).putShort((short) ETH_P_IP);
        frame.put((byte) ETH_ALEN).put((byte) address.length).putShort((short) ARPOP_REQUEST);
        frame.put(hardware).put(address).put(new byte[ETH_ALEN]).put(address);
        return Octets.of(frame.array());
    }

    /** With protocol 0, so that it receives nothing. */
    private static Fd bound(int device) throws ErrnoException {
        Fd socket = Socket.create(AF_PACKET, SOCK_RAW, 0);
        OffHeap sockaddr = OffHeap.allocate(SIZEOF_SOCKADDR_LL);
        sockaddr.bytes()
                .putShort(0, (short) AF_PACKET)
                .putShort(SLL_PROTOCOL, (short) 0)
                .putInt(SLL_IFINDEX, device);
        try {
            sockaddr.lend(in ->
                    Syscall.call("bind[interface " + device + "]", Nr.BIND, socket.number(), in, SIZEOF_SOCKADDR_LL));
            return socket;
        } catch (ErrnoException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends it. */
    public void send() throws ErrnoException {
        OffHeap memory = OffHeap.copyOf(frame.toArray());
        memory.lend(from -> Syscall.call("write[arp]", Nr.WRITE, socket.number(), from, frame.length()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
