package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Write;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SockDiagKernelTest {

    @Test
    void findsThePeerOfAPair() throws Exception {
        try (SockDiag diag = SockDiag.open();
                Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_SEQPACKET, 0)) {
            UnixSocket first = diag.unix(inode(pair.first()));
            assertThat(first.type()).isEqualTo(SOCK_SEQPACKET);
            assertThat(first.state()).isEqualTo(TcpInfo.State.ESTABLISHED);
            assertThat(first.peer()).isEqualTo(OptionalLong.of(inode(pair.second())));
        }
    }

    @Test
    void seesShutdownAndQueue() throws Exception {
        try (SockDiag diag = SockDiag.open();
                Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            Write.some(pair.first(), ByteBuffer.allocateDirect(5));
            Socket.shutdownWrite(pair.first());
            UnixSocket first = diag.unix(inode(pair.first()));
            UnixSocket second = diag.unix(inode(pair.second()));
            assertThat(first.writeShut()).isTrue();
            assertThat(first.readShut()).isFalse();
            assertThat(second.readShut()).isTrue();
            assertThat(second.receiveQueue()).isEqualTo(5);
        }
    }

    @Test
    void seesConnectionsThatWait() throws Exception {
        SockAddress.UnixAbstract name = new SockAddress.UnixAbstract(
                Octets.of("ferry-diag" + ProcessHandle.current().pid()));
        try (SockDiag diag = SockDiag.open();
                Fd listener = Socket.create(AF_UNIX, SOCK_STREAM, 0);
                Fd client = Socket.create(AF_UNIX, SOCK_STREAM, 0)) {
            Socket.bind(listener, name);
            Socket.listen(listener, 3);
            Socket.connect(client, name);
            UnixSocket socket = diag.unix(inode(listener));
            assertThat(socket.state()).isEqualTo(TcpInfo.State.LISTEN);
            assertThat(socket.waiting()).containsExactly(inode(client));
            assertThat(socket.sendQueue()).isEqualTo(3);
            assertThat(socket.name().text()).isEqualTo("\0" + name.name().text());
        }
    }

    @Test
    void refusesAnUnknownInode() throws Exception {
        try (SockDiag diag = SockDiag.open()) {
            Refusal.expect("ENOENT", () -> diag.unix(0xffff_fff0L));
        }
    }

    private static long inode(Fd socket) throws Exception {
        return FileStat.of(socket).inode();
    }
}
