package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_NONBLOCK;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockDiag;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.UnixSend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixPendingKernelTest {
    private static final SockAddress NAME = new SockAddress.UnixAbstract(Octets.of("ferry-pending-" + RoundTrip.PID));

    private static Fd listener(int type) throws IOException {
        Fd listener = Socket.create(AF_UNIX, type, 0);
        Socket.bind(listener, NAME);
        Socket.listen(listener, 3);
        return listener;
    }

    private static Fd client(int type) throws IOException {
        Fd client = Socket.create(AF_UNIX, type, 0);
        Socket.connect(client, NAME);
        return client;
    }

    private static List<FileEntry> dump(FakeDumpContext dump, RoundTrip look, int count) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            assertThat(look.refusal(index)).isEmpty();
            entries.add(new UnixSocketKind().dump(look.file(index), dump));
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_STREAM, SOCK_SEQPACKET})
    void waitAgainInTheirOrder(int type) throws IOException {
        FakeDumpContext dump;
        List<FileEntry> entries;
        try (Fd listener = listener(type);
                Fd first = client(type);
                Fd second = client(type);
                RoundTrip look = RoundTrip.look(second, first, listener);
                SockDiag diag = SockDiag.open()) {
            dump = new FakeDumpContext(look.tree());
            entries = dump(dump, look, 3);
            assertThat(diag.unix(look.file(2).stat().inode()).waiting())
                    .as("nobody was accepted")
                    .containsExactly(
                            look.file(1).stat().inode(), look.file(0).stat().inode());
        }
        Collections.reverse(entries);
        for (int round = 0; round < 2; round++) {
            restore(dump, entries);
            Collections.rotate(entries, 1);
        }
    }

    private static void restore(FakeDumpContext dump, List<FileEntry> entries) throws IOException {
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            restore.createAll(FileKinds.load(), entries);
            List<Fd> clients = entries.stream()
                    .filter(entry -> entry.getUsk().getPeer() != 0)
                    .sorted((one, other) ->
                            one.getUsk().getBacklog() - other.getUsk().getBacklog())
                    .map(entry -> restore.created(entry.getId()).orElseThrow())
                    .toList();
            Fd listener = entries.stream()
                    .filter(UnixPending::isListener)
                    .map(entry -> restore.created(entry.getId()).orElseThrow())
                    .findFirst()
                    .orElseThrow();
            assertThat(clients).hasSize(2);
            for (Fd client : clients) {
                try (Fd server = Socket.accept(listener, SOCK_NONBLOCK)) {
                    UnixSend.message(server, Octets.of("x"), List.of());
                    try (OpenedHere here = OpenedHere.collect()) {
                        assertThat(here.tree().queued(here.of(client))).hasSize(1);
                    }
                }
            }
        }
    }

    @Test
    void mayNotHaveSentAnything() throws IOException {
        try (Fd listener = listener(SOCK_STREAM);
                Fd client = client(SOCK_STREAM)) {
            UnixSend.message(client, Octets.of("x"), List.of());
            try (RoundTrip look = RoundTrip.look(client, listener)) {
                assertThat(look.refusal(0).orElseThrow())
                        .contains("has sent something over a connection that nobody has accepted yet");
            }
        }
    }

    @Test
    void mayNotBeClosed() throws IOException {
        try (Fd listener = listener(SOCK_STREAM)) {
            client(SOCK_STREAM).close();
            try (RoundTrip look = RoundTrip.look(listener)) {
                assertThat(look.refusal(0).orElseThrow()).contains("one whose client has closed it already");
            }
        }
    }

    @Test
    void haveBothEndsInTheTree() throws IOException {
        try (Fd listener = listener(SOCK_STREAM);
                Fd client = client(SOCK_STREAM);
                RoundTrip look = RoundTrip.look(client, listener)) {
            TreeFiles withoutClient = new Without(look.tree(), look.file(0));
            assertThat(new UnixSocketKind().refusal(look.file(1), withoutClient).orElseThrow())
                    .contains("that of somebody in a test, which stays behind");
            TreeFiles withoutListener = new Without(look.tree(), look.file(1));
            assertThat(new UnixSocketKind()
                            .refusal(look.file(0), withoutListener)
                            .orElseThrow())
                    .contains("waits to be accepted by somebody who stays behind");
        }
    }

    @Test
    void haveNothingToReadInAnImage() throws IOException {
        FakeDumpContext dump;
        List<FileEntry> entries;
        try (Fd listener = listener(SOCK_STREAM);
                Fd client = client(SOCK_STREAM);
                RoundTrip look = RoundTrip.look(client, listener)) {
            dump = new FakeDumpContext(look.tree());
            entries = dump(dump, look, 2);
        }
        SkPacketEntry packet = SkPacketEntry.newBuilder()
                .setIdFor(entries.get(0).getId())
                .setLength(1)
                .build();
        dump.append(ImageType.SK_QUEUES, packet, (byte) 1);
        Hostile.assertRefused("come from somewhere else", dump, entries.toArray(FileEntry[]::new));
    }

    /** A tree without one of its files, which somebody else holds. */
    private record Without(TreeFiles tree, OpenFile missing) implements TreeFiles {
        @Override
        public List<OpenFile> files() {
            return tree.files().stream()
                    .filter(file -> file.id() != missing.id())
                    .toList();
        }

        @Override
        public Set<Integer> pids() {
            return tree.pids();
        }

        @Override
        public List<QueuedMessage> queued(OpenFile socket) {
            return tree.queued(socket);
        }

        @Override
        public boolean mayHaveUnseen() {
            return tree.mayHaveUnseen();
        }

        @Override
        public TcpPairs tcpPairs() throws IOException {
            return tree.tcpPairs();
        }

        @Override
        public TcpPolicy tcpPolicy() {
            return tree.tcpPolicy();
        }

        @Override
        public Optional<String> outsideHolder(String link) {
            return Optional.of("somebody in a test");
        }
    }
}
