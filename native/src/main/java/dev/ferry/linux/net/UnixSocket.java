package dev.ferry.linux.net;

import static dev.ferry.linux.abi.UnixDiag.SIZEOF_NLMSGHDR;
import static dev.ferry.linux.abi.UnixDiag.SIZEOF_UNIX_DIAG_MSG;
import static dev.ferry.linux.abi.UnixDiag.UNIX_DIAG_ICONS;
import static dev.ferry.linux.abi.UnixDiag.UNIX_DIAG_NAME;
import static dev.ferry.linux.abi.UnixDiag.UNIX_DIAG_PEER;
import static dev.ferry.linux.abi.UnixDiag.UNIX_DIAG_RQLEN;
import static dev.ferry.linux.abi.UnixDiag.UNIX_DIAG_SHUTDOWN;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A unix socket as sock_diag(7) describes it.
 *
 * @param type {@code SOCK_*} of {@code abi.Sockets}
 * @param state unix sockets borrow TCP's: ESTABLISHED, LISTEN or CLOSE
 * @param inode its number in sockfs
 * @param peer the inode of the socket it is connected to; empty if it has none (any more)
 * @param name the bytes of {@code sun_path}; empty if it has none
 * @param waiting inodes of the sockets whose connect(2) waits for accept(2); 0 for one that was closed meanwhile
 * @param receiveQueue bytes queued, or connections waiting if it listens
 * @param sendQueue bytes sent and not read, or the backlog if it listens
 * @param readShut whether it can no longer receive
 * @param writeShut whether it can no longer send
 */
public record UnixSocket(
        int type,
        TcpInfo.State state,
        long inode,
        OptionalLong peer,
        Octets name,
        List<Long> waiting,
        int receiveQueue,
        int sendQueue,
        boolean readShut,
        boolean writeShut) {
    private static final int HEADER = 4;
    private static final int READ_SHUT = 1;
    private static final int WRITE_SHUT = 2;

    /** Decodes one netlink message, from index 0 to the limit. */
    static UnixSocket decode(ByteBuffer message) {
        Map<Integer, ByteBuffer> attributes = attributes(message, SIZEOF_NLMSGHDR + SIZEOF_UNIX_DIAG_MSG);
        ByteBuffer none = ByteBuffer.allocate(2 * Integer.BYTES);
        ByteBuffer peer = attributes.get(UNIX_DIAG_PEER);
        ByteBuffer queues = attributes.getOrDefault(UNIX_DIAG_RQLEN, none);
        int shut = attributes.getOrDefault(UNIX_DIAG_SHUTDOWN, none).get(0);
        return new UnixSocket(
                message.get(SIZEOF_NLMSGHDR + 1),
                TcpInfo.State.of(message.get(SIZEOF_NLMSGHDR + 2)),
                Integer.toUnsignedLong(message.getInt(SIZEOF_NLMSGHDR + 4)),
                peer == null ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(peer.getInt(0))),
                octets(attributes.get(UNIX_DIAG_NAME)),
                inodes(attributes.get(UNIX_DIAG_ICONS)),
                queues.getInt(0),
                queues.getInt(Integer.BYTES),
                (shut & READ_SHUT) != 0,
                (shut & WRITE_SHUT) != 0);
    }

    /** Attributes of netlink(7): length and type of 16 bits each, then the value, padded to four bytes. */
    private static Map<Integer, ByteBuffer> attributes(ByteBuffer message, int start) {
        Map<Integer, ByteBuffer> attributes = new HashMap<>();
        for (int at = start; at + HEADER <= message.limit(); ) {
            int length = Short.toUnsignedInt(message.getShort(at));
            if (length < HEADER || at + length > message.limit()) {
                throw new IllegalStateException("sock_diag answered with a broken attribute of " + length + " bytes");
            }
            ByteBuffer value = message.slice(at + HEADER, length - HEADER).order(message.order());
            attributes.put(Short.toUnsignedInt(message.getShort(at + 2)), value);
            at += (length + 3) & ~3;
        }
        return attributes;
    }

    private static Octets octets(ByteBuffer value) {
        byte[] bytes = new byte[value == null ? 0 : value.remaining()];
        if (value != null) {
            value.get(0, bytes);
        }
        return Octets.of(bytes);
    }

    private static List<Long> inodes(ByteBuffer value) {
        List<Long> inodes = new ArrayList<>();
        for (int at = 0; value != null && at + Integer.BYTES <= value.limit(); at += Integer.BYTES) {
            inodes.add(Integer.toUnsignedLong(value.getInt(at)));
        }
        return List.copyOf(inodes);
    }
}
