package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Netlink.NETLINK_ROUTE;
import static dev.ferry.linux.abi.Rtnetlink.IFA_ADDRESS;
import static dev.ferry.linux.abi.Rtnetlink.IFA_BROADCAST;
import static dev.ferry.linux.abi.Rtnetlink.IFA_FAMILY;
import static dev.ferry.linux.abi.Rtnetlink.IFA_FLAGS;
import static dev.ferry.linux.abi.Rtnetlink.IFA_INDEX;
import static dev.ferry.linux.abi.Rtnetlink.IFA_LABEL;
import static dev.ferry.linux.abi.Rtnetlink.IFA_LOCAL;
import static dev.ferry.linux.abi.Rtnetlink.IFA_PREFIXLEN;
import static dev.ferry.linux.abi.Rtnetlink.IFA_SCOPE;
import static dev.ferry.linux.abi.Rtnetlink.NLMSG_DONE;
import static dev.ferry.linux.abi.Rtnetlink.NLMSG_ERROR;
import static dev.ferry.linux.abi.Rtnetlink.NLMSG_TYPE;
import static dev.ferry.linux.abi.Rtnetlink.NLM_F_ACK;
import static dev.ferry.linux.abi.Rtnetlink.NLM_F_CREATE;
import static dev.ferry.linux.abi.Rtnetlink.NLM_F_DUMP;
import static dev.ferry.linux.abi.Rtnetlink.NLM_F_EXCL;
import static dev.ferry.linux.abi.Rtnetlink.NLM_F_REQUEST;
import static dev.ferry.linux.abi.Rtnetlink.RTA_TYPE;
import static dev.ferry.linux.abi.Rtnetlink.RTM_DELADDR;
import static dev.ferry.linux.abi.Rtnetlink.RTM_GETADDR;
import static dev.ferry.linux.abi.Rtnetlink.RTM_NEWADDR;
import static dev.ferry.linux.abi.Rtnetlink.SIZEOF_IFADDRMSG;
import static dev.ferry.linux.abi.Rtnetlink.SIZEOF_NLMSGHDR;
import static dev.ferry.linux.abi.Rtnetlink.SIZEOF_RTATTR;
import static dev.ferry.linux.abi.Sockets.AF_NETLINK;
import static dev.ferry.linux.abi.Sockets.SOCK_RAW;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** rtnetlink(7): the IPv4 addresses of the network namespace in which it was opened. Changing them needs CAP_NET_ADMIN. */
public final class RtNetlink implements AutoCloseable {
    private static final int ANSWER_SIZE = 1 << 16;
    private static final int LARGEST_REQUEST = 256;
    private static final Errno EEXIST = new Errno(17);
    private static final Errno EADDRNOTAVAIL = new Errno(99);

    private final Fd socket;

    private RtNetlink(Fd socket) {
        this.socket = socket;
    }

    /** Opens it in the network namespace of the calling thread. */
    public static RtNetlink open() throws ErrnoException {
        return new RtNetlink(Socket.create(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
    }

    /** To let somebody else write requests into it. */
    public Fd socket() {
        return socket;
    }

    /** All addresses of all interfaces. */
    public List<InterfaceAddress> addresses() throws IOException {
        ByteBuffer request = request(RTM_GETADDR, NLM_F_DUMP);
        send(finished(request.put((byte) InterfaceAddress.family()).put(new byte[SIZEOF_IFADDRMSG - 1])));
        List<InterfaceAddress> found = new ArrayList<>();
        while (receive(found)) {}
        return found;
    }

    /** Gives an interface an address; it is no mistake if it has it. {@code EPERM} without CAP_NET_ADMIN. */
    public void add(InterfaceAddress address) throws IOException {
        unless(EEXIST, addition(address, NLM_F_ACK));
    }

    /** Takes an address away; it is no mistake if it is not there. {@code EPERM} without CAP_NET_ADMIN. */
    public void remove(InterfaceAddress address) throws IOException {
        unless(EADDRNOTAVAIL, removal(address, NLM_F_ACK));
    }

    /** What {@link #add} sends, for somebody who expects no answer. */
    public static byte[] addition(InterfaceAddress address) {
        return addition(address, 0);
    }

    /** What {@link #remove} sends, for somebody who expects no answer. */
    public static byte[] removal(InterfaceAddress address) {
        return removal(address, 0);
    }

    private static byte[] addition(InterfaceAddress address, int flags) {
        ByteBuffer request = message(RTM_NEWADDR, flags | NLM_F_CREATE | NLM_F_EXCL, address);
        address.broadcast().ifPresent(broadcast -> attribute(request, IFA_BROADCAST, broadcast.getAddress()));
        if (!address.label().isEmpty()) {
            attribute(request, IFA_LABEL, (address.label() + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return finished(request);
    }

    private static byte[] removal(InterfaceAddress address, int flags) {
        return finished(message(RTM_DELADDR, flags, address));
    }

    private static ByteBuffer message(int type, int flags, InterfaceAddress address) {
        ByteBuffer request = request(type, flags);
        request.put((byte) InterfaceAddress.family()).put((byte) address.prefix());
        request.put((byte) 0).put((byte) address.scope()).putInt(address.device());
        attribute(request, IFA_LOCAL, address.address().getAddress());
        attribute(request, IFA_ADDRESS, address.address().getAddress());
        return request;
    }

    private static ByteBuffer request(int type, int flags) {
        ByteBuffer request = ByteBuffer.allocate(LARGEST_REQUEST).order(ByteOrder.nativeOrder());
        request.putInt(0).putShort((short) type).putShort((short) (flags | NLM_F_REQUEST));
        return request.putInt(0).putInt(0);
    }

    private static void attribute(ByteBuffer request, int type, byte[] value) {
        request.putShort((short) (SIZEOF_RTATTR + value.length)).putShort((short) type);
        request.put(value).position(aligned(request.position()));
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }

    private static byte[] finished(ByteBuffer request) {
        byte[] bytes = new byte[request.position()];
        request.putInt(0, bytes.length).get(0, bytes);
        return bytes;
    }

    private void send(byte[] request) throws ErrnoException {
        OffHeap memory = OffHeap.copyOf(request);
        memory.lend(from -> Syscall.call("sendto", Nr.SENDTO, socket.number(), from, request.length, 0, 0, 0));
    }

    private void unless(Errno alreadySo, byte[] request) throws IOException {
        send(request);
        try {
            while (receive(new ArrayList<>())) {}
        } catch (ErrnoException e) {
            if (!e.is(alreadySo)) {
                throw e;
            }
        }
    }

    /** Returns whether more is to come. */
    private boolean receive(List<InterfaceAddress> found) throws IOException {
        OffHeap answer = OffHeap.allocate(ANSWER_SIZE);
        int length = (int)
                answer.lend(into -> Syscall.call("recvfrom", Nr.RECVFROM, socket.number(), into, ANSWER_SIZE, 0, 0, 0));
        ByteBuffer bytes = answer.bytes().order(ByteOrder.nativeOrder()).limit(length);
        for (int at = 0; at + SIZEOF_NLMSGHDR <= length; ) {
            int end = at + Math.max(bytes.getInt(at), SIZEOF_NLMSGHDR);
            int type = bytes.getShort(at + NLMSG_TYPE);
            if (type == NLMSG_DONE) {
                return false;
            }
            if (type == NLMSG_ERROR) {
                requireSuccess(bytes.getInt(at + SIZEOF_NLMSGHDR));
                return false;
            }
            if (type == RTM_NEWADDR) {
                parse(bytes.slice(at + SIZEOF_NLMSGHDR, end - at - SIZEOF_NLMSGHDR))
                        .ifPresent(found::add);
            }
            at = aligned(end);
        }
        return true;
    }

    private static void requireSuccess(int negativeErrno) throws ErrnoException {
        if (negativeErrno != 0) {
            throw new ErrnoException("rtnetlink", new Errno(-negativeErrno));
        }
    }

    private static Optional<InterfaceAddress> parse(ByteBuffer slice) throws IOException {
        ByteBuffer message = slice.order(ByteOrder.nativeOrder());
        if (message.get(IFA_FAMILY) != InterfaceAddress.family()) {
            return Optional.empty();
        }
        Map<Integer, byte[]> attributes = attributes(message);
        byte[] flags = attributes.getOrDefault(IFA_FLAGS, new byte[Integer.BYTES]);
        byte[] label = attributes.getOrDefault(IFA_LABEL, new byte[0]);
        Optional<byte[]> broadcast = Optional.ofNullable(attributes.get(IFA_BROADCAST));
        return Optional.of(new InterfaceAddress(
                inet4(attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS))),
                message.get(IFA_PREFIXLEN),
                message.getInt(IFA_INDEX),
                Byte.toUnsignedInt(message.get(IFA_SCOPE)),
                ByteBuffer.wrap(flags).order(ByteOrder.nativeOrder()).getInt(),
                broadcast.isPresent() ? Optional.of(inet4(broadcast.get())) : Optional.empty(),
                new String(label, StandardCharsets.UTF_8).replace("\0", "")));
    }

    private static Map<Integer, byte[]> attributes(ByteBuffer message) {
        Map<Integer, byte[]> attributes = new HashMap<>();
        for (int at = SIZEOF_IFADDRMSG; at + SIZEOF_RTATTR <= message.limit(); ) {
            int length = Math.max(Short.toUnsignedInt(message.getShort(at)), SIZEOF_RTATTR);
            byte[] value = new byte[length - SIZEOF_RTATTR];
            message.get(at + SIZEOF_RTATTR, value);
            attributes.put(Short.toUnsignedInt(message.getShort(at + RTA_TYPE)), value);
            at = aligned(at + length);
        }
        return attributes;
    }

    private static Inet4Address inet4(byte[] address) throws IOException {
        return (Inet4Address) InetAddress.getByAddress(address);
    }

    @Override
    public void close() {
        socket.close();
    }
}
