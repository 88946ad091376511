package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Ioctls.FIONREAD;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What waits in a unix socket, without taking it out: MSG_PEEK with SO_PEEK_OFF of unix(7) and socket(7). The peek offset is
 * put back afterwards. Nobody may use the socket meanwhile.
 *
 * <p>Known gaps: an empty datagram at the head of the queue is only seen by the first peek of its life, because the kernel marks it;
 * empty packets behind the last byte of a seqpacket socket whose peer has gone cannot be told from the end; and a pending error
 * (SO_ERROR) of a packet socket is reported to us and thereby taken from its owner.
 */
public final class UnixPeek {
    private static final int USUAL_PACKET = 1 << 16;
    private static final int MOST_PACKETS = 1 << 20;

    private UnixPeek() {}

    /**
     * The queued messages in order, each with its bytes, sender and passed descriptors, which the caller has to close. Of a stream,
     * bytes with descriptors are a message of their own, from the one with which they are received; other bytes are joined.
     */
    public static List<UnixMessage> queued(Fd socket) throws IOException {
        int before = SocketOption.PEEK_OFF.get(socket);
        SocketOption.PEEK_OFF.set(socket, 0);
        try {
            return walk(socket);
        } finally {
            SocketOption.PEEK_OFF.set(socket, before);
        }
    }

    /**
     * The first message: of a stream, all bytes to the end of the first ones with descriptors. Unlike {@link #queued} it leaves
     * SO_PEEK_OFF alone, so it may be asked while the program uses the socket, unless that uses SO_PEEK_OFF itself. Empty if nothing
     * waits, or only an empty packet.
     */
    public static Optional<UnixMessage> first(Fd socket) throws IOException {
        int queued = bytesQueued(socket);
        if (queued == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(UnixMessage.peek(socket, queued));
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return Optional.empty(); // The program has received it meanwhile.
            }
            throw e;
        }
    }

    private static List<UnixMessage> walk(Fd socket) throws IOException {
        List<UnixMessage> messages = new ArrayList<>();
        try {
            if (SocketOption.TYPE.get(socket) == SOCK_STREAM) {
                peekBytes(socket, bytesQueued(socket), messages);
            } else {
                peekPackets(socket, bytesQueued(socket), messages);
            }
            return messages;
        } catch (IOException | RuntimeException e) {
            messages.forEach(UnixMessage::close);
            throw e;
        }
    }

    /** Stops at the last byte, because asking beyond it would take a pending socket error away from its owner. */
    private static void peekBytes(Fd socket, int queued, List<UnixMessage> messages) throws IOException {
        for (int at = 0; at < queued; ) {
            UnixMessage next = UnixMessage.peek(socket, queued - at);
            int length = next.data().length();
            if (length == 0) {
                next.close();
                throw new IOException("the unix socket " + socket + " ended " + (queued - at)
                        + " bytes too early; is another process still reading from it?");
            }
            add(socket, at, next, messages);
            at += length;
        }
    }

    /** Plain bytes that were joined with those with descriptors become a message of their own. */
    private static void add(Fd socket, int at, UnixMessage joined, List<UnixMessage> messages) throws IOException {
        if (joined.passed().isEmpty()) {
            messages.add(joined);
            return;
        }
        try {
            SocketOption.PEEK_OFF.set(socket, at);
            int plain = UnixMessage.bytesBeforeLast(socket, joined.data().length());
            SocketOption.PEEK_OFF.set(socket, at + joined.data().length());
            if (plain > 0) {
                messages.add(new UnixMessage(joined.data().slice(0, plain), joined.sender(), List.of()));
            }
            Octets rest = joined.data().slice(plain, joined.data().length());
            messages.add(new UnixMessage(rest, joined.sender(), joined.passed()));
        } catch (IOException | RuntimeException e) {
            joined.close();
            throw e;
        }
    }

    private static void peekPackets(Fd socket, int queued, List<UnixMessage> messages) throws IOException {
        boolean seqpacket = SocketOption.TYPE.get(socket) == SOCK_SEQPACKET;
        int left = queued;
        try {
            while (messages.size() < MOST_PACKETS) {
                UnixMessage next = UnixMessage.peek(socket, USUAL_PACKET);
                boolean isEmpty = next.data().length() == 0 && next.passed().isEmpty();
                if (seqpacket && left == 0 && isEmpty) {
                    return;
                }
                messages.add(next);
                left -= next.data().length();
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return;
            }
            throw e;
        }
        throw new IOException("more than " + MOST_PACKETS + " packets wait in the unix socket " + socket);
    }

    /** How many bytes wait in a stream or seqpacket socket; of a datagram socket, in its first datagram. */
    public static int bytesQueued(Fd socket) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(Integer.BYTES);
        answer.lend(out -> Syscall.call("ioctl[SIOCINQ]", Nr.IOCTL, socket.number(), FIONREAD, out));
        return answer.bytes().getInt(0);
    }
}
