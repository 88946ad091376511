package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Write;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnixPeekKernelTest {

    @Test
    void peeksAStreamTwiceWithoutConsuming() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            send(pair.first(), "hello ");
            send(pair.first(), "world");
            for (int round = 0; round < 2; round++) {
                assertThat(String.join("", texts(pair.second()))).isEqualTo("hello world");
            }
            assertThat(SocketOption.PEEK_OFF.get(pair.second())).isEqualTo(-1);
            ByteBuffer into = ByteBuffer.allocateDirect(64);
            assertThat(Read.some(pair.second(), into)).isEqualTo(11);
        }
    }

    @Test
    void stopsAtTheEndOfAClosedStream() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            send(pair.first(), "bye");
            pair.first().close();
            assertThat(texts(pair.second())).containsExactly("bye");
        }
    }

    @Test
    void keepsTheBordersOfDatagramsAlsoOfLargeAndEmptyOnes() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_DGRAM, 0)) {
            send(pair.first(), "one");
            send(pair.first(), "x".repeat(100_000));
            send(pair.first(), "");
            send(pair.first(), "four");
            assertThat(texts(pair.second())).containsExactly("one", "x".repeat(100_000), "", "four");
        }
    }

    @Test
    void keepsTheBordersOfPacketsWhosePeerHasGone() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_SEQPACKET, 0)) {
            send(pair.first(), "a");
            send(pair.first(), "bc");
            pair.first().close();
            assertThat(texts(pair.second())).containsExactly("a", "bc");
        }
    }

    @Test
    void showsTheFirstMessageWithItsDescriptors() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            assertThat(UnixPeek.first(pair.second())).isEmpty();
            UnixSend.message(pair.first(), Octets.of(new byte[10]), List.of());
            try (UnixMessage plain = UnixPeek.first(pair.second()).orElseThrow()) {
                assertThat(plain.passed()).isEmpty();
            }
            UnixSend.message(pair.first(), Octets.of(new byte[10]), List.of(pair.first()));
            try (UnixMessage both = UnixPeek.first(pair.second()).orElseThrow()) {
                assertThat(both.passed()).hasSize(1);
            }
            assertThat(UnixPeek.bytesQueued(pair.second())).isEqualTo(20);
        }
    }

    @Test
    void duplicatesPassedDescriptorsAndLeavesTheOriginalsQueued() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0);
                Fd file = dev.ferry.linux.file.Memfd.create("passed", 0)) {
            UnixSend.message(pair.first(), Octets.of("plain"), List.of());
            UnixSend.message(pair.first(), Octets.of("with"), List.of(file, file));
            UnixSend.message(pair.first(), Octets.of("after"), List.of());
            for (int round = 0; round < 2; round++) {
                List<UnixMessage> messages = UnixPeek.queued(pair.second());
                assertThat(messages)
                        .extracting(message -> message.data().text())
                        .containsExactly("plain", "with", "after");
                assertThat(messages)
                        .extracting(message -> message.passed().size())
                        .containsExactly(0, 2, 0);
                assertThat(FileStat.of(messages.get(1).passed().get(1)).inode())
                        .isEqualTo(FileStat.of(file).inode());
                messages.forEach(UnixMessage::close);
            }
        }
    }

    @Test
    void refusesToSendToAPeerThatHasGone() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            pair.second().close();
            Refusal.expect("EPIPE", () -> UnixSend.message(pair.first(), Octets.of("x"), List.of()));
        }
    }

    @Test
    void namesTheSender() throws Exception {
        SockAddress.UnixAbstract receiver = name("receiver");
        SockAddress.UnixAbstract sender = name("sender");
        try (Fd in = Socket.create(AF_UNIX, SOCK_DGRAM, 0);
                Fd out = Socket.create(AF_UNIX, SOCK_DGRAM, 0)) {
            Socket.bind(in, receiver);
            Socket.bind(out, sender);
            Socket.connect(out, receiver);
            send(out, "x");
            assertThat(UnixPeek.queued(in)).extracting(UnixMessage::sender).containsExactly(sender);
        }
    }

    @Test
    void anEmptyQueueHasNothing() throws Exception {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_DGRAM, 0)) {
            assertThat(UnixPeek.queued(pair.first())).isEmpty();
            assertThat(UnixPeek.bytesQueued(pair.first())).isZero();
        }
    }

    @Test
    void refusesWhatIsNoSocket() throws Exception {
        try (Fd file = dev.ferry.linux.file.Memfd.create("t", 0)) {
            Refusal.expect("ENOTSOCK", () -> UnixPeek.queued(file));
        }
    }

    private static SockAddress.UnixAbstract name(String role) {
        return new SockAddress.UnixAbstract(
                Octets.of("ferry-" + role + ProcessHandle.current().pid()));
    }

    private static void send(Fd socket, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Write.some(socket, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    private static List<String> texts(Fd socket) throws Exception {
        return UnixPeek.queued(socket).stream()
                .map(message -> message.data().text())
                .toList();
    }
}
