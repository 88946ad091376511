package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpRepair;
import dev.ferry.linux.net.UnixSend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Takes TCP sockets of somebody else out of {@link TcpRepair} if this process dies in the middle, for their owner could neither send nor
 * receive otherwise. A tiny process that outlives us, like {@link Watchdog}: the socket that we are at waits for it in the queue of a unix
 * socket, and when a pipe of which only we have the other end ends, it receives what is there, ends the repair, puts SO_REUSEADDR back
 * (which that changes), and exits.
 */
public final class RepairGuard implements AutoCloseable {
    private static final int MEMORY = 1 << 12;

    /** {@code struct msghdr} is at 0x20000 (rbx), its iovec at +0x40, the byte at +0x50, the control message at +0x60. */
    private static final byte[] CODE = HexFormat.of()
            .parseHex("b870000000" + "0f05" // setsid()
                    + "b80e000000" + "31ff" + "488d35d8000000" + "31d2" + "41ba08000000"
                    + "0f05" // rt_sigprocmask(BLOCK, all)
                    + "b8b4010000" + "bf02000000" + "83ceff" + "31d2" + "0f05" // close_range(2, ~0, 0)
                    + "bb00000200"
                    + "31ff" + "4889de" + "ba01000000" + "31c0" + "0f05" + "85c0"
                    + "75ee" // read(0, rbx, 1) until its end
                    + "488d4340" + "48894310" + "48c7431801000000" // next: msg_iov, msg_iovlen
                    + "488d4360" + "48894320" + "48c7432818000000" // msg_control, msg_controllen
                    + "488d4350" + "48894340" + "48c7434801000000" // iov_base, iov_len
                    + "b82f000000" + "bf01000000" + "4889de" + "ba40000000" + "0f05" // recvmsg(1, rbx, MSG_DONTWAIT)
                    + "85c0" + "7e55" // out if <= 0
                    + "8b7b70" + "be06000000" + "ba13000000" + "4c8d154a000000" + "41b804000000"
                    + "b836000000" + "0f05" // setsockopt(fd, TCP, TCP_REPAIR, -1)
                    + "8b7b70" + "be01000000" + "ba02000000" + "4c8d5354" + "0fb64350" + "418902"
                    + "41b804000000" + "b836000000" + "0f05" // setsockopt(fd, SOCKET, SO_REUSEADDR, byte)
                    + "8b7b70" + "b803000000" + "0f05" + "e963ffffff" // close(fd), next
                    + "31ff" + "b8e7000000" + "0f05" // out: exit_group(0)
                    + "ffffffffffffffff"); // all signals, and TCP_REPAIR_OFF_NO_WP

    private final Deputy deputy;
    private final Socket.Pair queue;

    private RepairGuard(Deputy deputy, Socket.Pair queue) {
        this.deputy = deputy;
        this.queue = queue;
    }

    /** Starts it. */
    public static RepairGuard start() throws ErrnoException {
        Socket.Pair queue = Socket.pair(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET, 0);
        try {
            return new RepairGuard(Deputy.start("ferry-repair", CODE, MEMORY, List.of(queue.second())), queue);
        } catch (ErrnoException | RuntimeException e) {
            queue.close();
            throw e;
        }
    }

    /** Its process id. */
    public int pid() {
        return deputy.pid();
    }

    /** What is done with a socket that is in repair. */
    @FunctionalInterface
    public interface Repair<T> {
        /** Does it. As short as it can be. */
        T work() throws IOException;
    }

    /** Puts {@code socket} into repair, does the work, and takes it out again whatever happens. */
    public <T> T during(Fd socket, Repair<T> repair) throws IOException {
        boolean reuse = SocketOption.REUSEADDR.get(socket);
        UnixSend.message(queue.first(), Octets.of(new byte[] {(byte) (reuse ? 1 : 0)}), List.of(socket));
        try {
            TcpRepair.begin(socket);
            try {
                return repair.work();
            } finally {
                TcpRepair.end(socket);
                SocketOption.REUSEADDR.set(socket, reuse);
            }
        } finally {
            forget();
        }
    }

    /** A read(2) takes the message and drops the descriptor. */
    private void forget() throws ErrnoException {
        Read.some(queue.second(), ByteBuffer.allocateDirect(1));
    }

    /** Ends it; when this returns it is gone and will do nothing. Twice is harmless. */
    @Override
    public void close() throws ErrnoException {
        deputy.close();
        queue.close();
    }
}
