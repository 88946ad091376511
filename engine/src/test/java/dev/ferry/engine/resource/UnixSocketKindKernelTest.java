package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_NONBLOCK;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SkOptsEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.UnixSend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixSocketKindKernelTest {
    private static final int ESTABLISHED = 1;
    private static final int LISTEN = 10;

    private static void send(Fd socket, String text) throws IOException {
        UnixSend.message(socket, Octets.of(text), List.of());
    }

    private static String receive(Fd socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        Read.some(socket, buffer);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET})
    void carriesAPairWithWhatWaitsInBothEnds(int type) throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, type | SOCK_NONBLOCK, 0)) {
            send(pair.first(), "ping");
            send(pair.second(), "pong");
            try (RoundTrip trip = RoundTrip.of(pair.first(), pair.second())) {
                assertThat(receive(trip.restored(0))).isEqualTo("pong");
                assertThat(receive(trip.restored(1))).isEqualTo("ping");
                send(trip.restored(0), "more");
                assertThat(receive(trip.restored(1))).isEqualTo("more");
                assertThat(receive(pair.first())).isEqualTo("pong");
                assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(pair.first()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_DGRAM, SOCK_SEQPACKET})
    void keepsTheBordersOfPackets(int type) throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, type, 0)) {
            send(pair.first(), "one");
            send(pair.first(), "two");
            try (RoundTrip trip = RoundTrip.of(pair.second(), pair.first())) {
                assertThat(receive(trip.restored(0))).isEqualTo("one");
                assertThat(receive(trip.restored(0))).isEqualTo("two");
            }
        }
    }

    @Test
    void keepsHalvesThatWereShutDown() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            send(pair.first(), "bye");
            Socket.shutdownWrite(pair.first());
            try (RoundTrip trip = RoundTrip.of(pair.first(), pair.second())) {
                assertThat(receive(trip.restored(1))).isEqualTo("bye");
                assertThat(receive(trip.restored(1))).isEmpty();
                send(trip.restored(1), "still there");
                assertThat(receive(trip.restored(0))).isEqualTo("still there");
            }
        }
    }

    @Test
    void letsALoneEndReachTheEnd() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            send(pair.second(), "last words");
            pair.second().close();
            try (RoundTrip trip = RoundTrip.of(pair.first())) {
                assertThat(receive(trip.restored(0))).isEqualTo("last words");
                assertThat(receive(trip.restored(0))).isEmpty();
                assertThatThrownBy(() -> send(trip.restored(0), "x")).isInstanceOf(ErrnoException.class);
            }
        }
    }

    @Test
    void keepsBufferSizes() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_STREAM, 0)) {
            SocketOption.SNDBUF.set(pair.first(), 40_000);
            try (RoundTrip trip = RoundTrip.of(pair.first(), pair.second())) {
                assertThat(SocketOption.SNDBUF.get(trip.restored(0))).isEqualTo(80_000);
                assertThat(SocketOption.SNDBUF.get(trip.restored(1))).isEqualTo(SocketOption.SNDBUF.get(pair.second()));
            }
        }
    }

    @Test
    void carriesAListenerWhoseFileWasLeftBehind(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("socket");
        SockAddress name = new SockAddress.UnixPath(Octets.of(path.toString()));
        Fd listener = Socket.create(AF_UNIX, SOCK_STREAM, 0);
        Socket.bind(listener, name);
        Socket.listen(listener, 3);
        FileStat before = FileStat.of(path.toString());
        FakeDumpContext dump;
        FileEntry entry;
        try (RoundTrip look = RoundTrip.look(listener)) {
            assertThat(look.refusal(0)).isEmpty();
            dump = new FakeDumpContext(look.tree());
            entry = new UnixSocketKind().dump(look.file(0), dump);
            assertInUse(dump, entry);
        }
        listener.close();
        try (FakeRestoreContext restore = new FakeRestoreContext(dump);
                Fd client = Socket.create(AF_UNIX, SOCK_STREAM, 0)) {
            restore.createAll(FileKinds.load(), List.of(entry));
            Socket.connect(client, name);
            assertThat(FileStat.of(path.toString()).mode()).isEqualTo(before.mode());
        }
    }

    private static void assertInUse(FakeDumpContext dump, FileEntry entry) {
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            assertThatThrownBy(() -> restore.createAll(FileKinds.load(), List.of(entry)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use on this host");
        }
    }

    @Test
    void leavesOtherFilesAtThePathAlone(@TempDir Path directory) throws IOException {
        Path path = Files.createFile(directory.resolve("precious"));
        UnixSkEntry.Builder unix = good().setState(LISTEN).setName(ByteString.copyFromUtf8(path.toString()));
        try (FakeRestoreContext restore = new FakeRestoreContext(new FakeDumpContext(null))) {
            assertThatThrownBy(() -> restore.createAll(FileKinds.load(), List.of(entry(unix))))
                    .hasMessageContaining("something else is at");
        }
        assertThat(path).exists();
    }

    @Test
    void carriesAConnectionThroughAPathWhereTheTreeListens(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("socket");
        Fd listener = Socket.create(AF_UNIX, SOCK_STREAM, 0);
        Socket.bind(listener, new SockAddress.UnixPath(Octets.of(path.toString())));
        Socket.listen(listener, 3);
        Fd client = Socket.create(AF_UNIX, SOCK_STREAM, 0);
        Socket.connect(client, Socket.name(listener));
        Fd accepted = Socket.accept(listener, 0);
        SockAddress name = Socket.name(listener);
        send(client, "to the server");
        FakeDumpContext dump;
        List<FileEntry> entries = new ArrayList<>();
        try (RoundTrip look = RoundTrip.look(client, accepted, listener)) {
            dump = new FakeDumpContext(look.tree());
            for (int index = 0; index < 3; index++) {
                assertThat(look.refusal(index)).isEmpty();
                entries.add(new UnixSocketKind().dump(look.file(index), dump));
            }
        }
        List.of(client, accepted, listener).forEach(Fd::close);
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            restore.createAll(FileKinds.load(), entries);
            Fd server = restore.created(entries.get(1).getId()).orElseThrow();
            assertThat(Socket.name(server)).isEqualTo(name);
            assertThat(Socket.peer(restore.created(entries.get(0).getId()).orElseThrow()))
                    .isEqualTo(name);
            assertThat(receive(server)).isEqualTo("to the server");
        }
    }

    @Test
    void refusesAConnectionThroughAPathWhereNobodyListens(@TempDir Path directory) throws IOException {
        String path = directory.resolve("socket").toString();
        try (Fd client = Socket.create(AF_UNIX, SOCK_STREAM, 0)) {
            Fd listener = Socket.create(AF_UNIX, SOCK_STREAM, 0);
            Socket.bind(listener, new SockAddress.UnixPath(Octets.of(path)));
            Socket.listen(listener, 3);
            Socket.connect(client, Socket.name(listener));
            try (Fd accepted = Socket.accept(listener, 0)) {
                listener.close();
                try (RoundTrip look = RoundTrip.look(accepted)) {
                    assertThat(look.refusal(0).orElseThrow())
                            .contains("through the unix socket " + path + ", where nobody in the tree listens");
                }
            }
        }
    }

    @Test
    void carriesASenderToANameOnly() throws IOException {
        try (Socket.Pair pair = Socket.pair(AF_UNIX, SOCK_DGRAM, 0);
                Fd third = Socket.create(AF_UNIX, SOCK_DGRAM, 0)) {
            SockAddress name = new SockAddress.UnixAbstract(Octets.of("ferry-test-" + RoundTrip.PID));
            Socket.bind(third, name);
            Socket.connect(pair.first(), name);
            try (RoundTrip look = RoundTrip.look(pair.first(), pair.second())) {
                assertThat(look.refusal(0)).isEmpty();
            }
        }
    }

    private static SockAddress abstractName(String name) {
        return new SockAddress.UnixAbstract(Octets.of("ferry-test-" + name + "-" + RoundTrip.PID));
    }

    private static Fd bound(SockAddress name) throws IOException {
        Fd socket = Socket.create(AF_UNIX, SOCK_DGRAM, 0);
        Socket.bind(socket, name);
        return socket;
    }

    /** Dumps and closes them, so that their names are free. */
    private static List<FileEntry> take(FakeDumpContext[] dump, Fd... sockets) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        try (RoundTrip look = RoundTrip.look(sockets)) {
            dump[0] = new FakeDumpContext(look.tree());
            for (int index = 0; index < sockets.length; index++) {
                assertThat(look.refusal(index)).isEmpty();
                entries.add(new UnixSocketKind().dump(look.file(index), dump[0]));
            }
        }
        List.of(sockets).forEach(Fd::close);
        return entries;
    }

    @Test
    void carriesDatagramSocketsWithNamesThatSendToEachOther() throws IOException {
        SockAddress left = abstractName("left");
        SockAddress right = abstractName("right");
        Fd first = bound(left);
        Fd second = bound(right);
        Socket.connect(first, right);
        Socket.connect(second, left);
        send(first, "hello");
        FakeDumpContext[] dump = new FakeDumpContext[1];
        List<FileEntry> entries = take(dump, first, second);
        try (FakeRestoreContext restore = new FakeRestoreContext(dump[0])) {
            restore.createAll(FileKinds.load(), entries);
            Fd there = restore.created(entries.get(1).getId()).orElseThrow();
            assertThat(receive(there)).isEqualTo("hello");
            assertThat(Socket.name(there)).isEqualTo(right);
            assertThat(Socket.peer(there)).isEqualTo(left);
        }
    }

    @Test
    void carriesASenderThatHasANameItself() throws IOException {
        SockAddress name = abstractName("sender");
        Fd receiver = bound(abstractName("receiver"));
        Fd sender = bound(name);
        Socket.connect(sender, abstractName("receiver"));
        FakeDumpContext[] dump = new FakeDumpContext[1];
        List<FileEntry> entries = take(dump, sender, receiver);
        try (FakeRestoreContext restore = new FakeRestoreContext(dump[0])) {
            restore.createAll(FileKinds.load(), entries);
            Fd there = restore.created(entries.get(0).getId()).orElseThrow();
            assertThat(Socket.name(there)).isEqualTo(name);
            assertThat(Socket.peer(there)).isEqualTo(abstractName("receiver"));
        }
    }

    /** CRIU calls a receiver established, as the kernel does, and writes what waits in it. */
    @Test
    void restoresAReceiverOfCriuWithWhatWaitsInIt() throws IOException {
        Fd receiver = bound(abstractName("receiver"));
        Fd sender = Socket.create(AF_UNIX, SOCK_DGRAM, 0);
        Socket.connect(sender, abstractName("receiver"));
        FakeDumpContext[] dump = new FakeDumpContext[1];
        List<FileEntry> entries = take(dump, sender, receiver);
        FileEntry.Builder criu = entries.get(1).toBuilder();
        criu.getUskBuilder().setState(ESTABLISHED);
        SkPacketEntry.Builder packet = SkPacketEntry.newBuilder().setIdFor(criu.getId());
        dump[0].append(ImageType.SK_QUEUES, packet.setLength(1).build(), (byte) 'a');
        dump[0].append(ImageType.SK_QUEUES, packet.setLength(2).build(), (byte) 'b', (byte) 'c');
        try (FakeRestoreContext restore = new FakeRestoreContext(dump[0])) {
            restore.createAll(FileKinds.load(), List.of(entries.get(0), criu.build()));
            send(restore.created(entries.get(0).getId()).orElseThrow(), "live");
            Fd there = restore.created(criu.getId()).orElseThrow();
            assertThat(List.of(receive(there), receive(there), receive(there))).containsExactly("a", "bc", "live");
        }
    }

    @Test
    void refusesADatagramSocketWithANameThatSendsToAClosedOne() throws IOException {
        try (Fd sender = bound(abstractName("sender"))) {
            Fd receiver = bound(abstractName("receiver"));
            Socket.connect(sender, abstractName("receiver"));
            receiver.close();
            try (RoundTrip look = RoundTrip.look(sender)) {
                assertThat(look.refusal(0).orElseThrow()).contains("sends to a socket that is closed");
            }
        }
    }

    private static UnixSkEntry.Builder good() {
        SkOptsEntry opts = SkOptsEntry.newBuilder()
                .setSoSndbuf(10_000)
                .setSoRcvbuf(10_000)
                .setSoSndTmoSec(0)
                .setSoSndTmoUsec(0)
                .setSoRcvTmoSec(0)
                .setSoRcvTmoUsec(0)
                .build();
        return UnixSkEntry.newBuilder()
                .setId(7)
                .setIno(1)
                .setType(SOCK_STREAM)
                .setState(ESTABLISHED)
                .setFlags(2)
                .setUflags(0)
                .setBacklog(0)
                .setPeer(0)
                .setFown(Fown.NOBODY)
                .setOpts(opts)
                .setName(ByteString.EMPTY);
    }

    private static FileEntry entry(UnixSkEntry.Builder unix) {
        return FileEntry.newBuilder()
                .setType(FdTypes.UNIXSK)
                .setId(7)
                .setUsk(unix)
                .build();
    }

    @Test
    void refusesImplausibleEntries() {
        Hostile.assertRefused("another number", entry(good().setId(8)));
        Hostile.assertRefused("socket type 3", entry(good().setType(3)));
        Hostile.assertRefused("unknown state", entry(good().setState(5)));
        Hostile.assertRefused("backlog", entry(good().setState(LISTEN).setBacklog(-1)));
        Hostile.assertRefused("listens", entry(good().setType(SOCK_DGRAM).setState(LISTEN)));
        Hostile.assertRefused("outside the tree", entry(good().setUflags(1)));
        Hostile.assertRefused("not in the image once", entry(good().setPeer(2)));
        Hostile.assertRefused("not its pair", entry(good().setPeer(1)));
        ByteString name = ByteString.copyFromUtf8("/" + "x".repeat(108));
        Hostile.assertRefused("too long", entry(good().setState(LISTEN).setName(name)));
        Hostile.assertRefused("not exactly one socket listens", entry(good().setName(name)));
        ByteString relative = ByteString.copyFromUtf8("socket");
        UnixSkEntry.Builder named = good().setState(LISTEN).setName(relative);
        Hostile.assertRefused("not absolute", entry(named));
        Hostile.assertRefused("not absolute", entry(named.clone().setDeleted(true)));
        Hostile.assertRefused("not absolute", entry(named.clone().setNameDir("tmp")));
        ByteString outside = ByteString.copyFromUtf8("../socket");
        Hostile.assertRefused(
                "out of its directory", entry(named.setNameDir("/tmp").setName(outside)));
        Hostile.assertRefused("out of its directory", entry(named.setDeleted(true)));
        ByteString root = ByteString.copyFromUtf8("/");
        Hostile.assertRefused("no socket can have", entry(named.setName(root)));
        named.clearDeleted();
        ByteString plain = ByteString.copyFromUtf8("/tmp/../socket");
        Hostile.assertRefused(
                "not absolute and plain", entry(named.clearNameDir().setName(plain)));
    }

    @Test
    void refusesImplausibleQueues() {
        FakeDumpContext cut = new FakeDumpContext(null);
        cut.append(
                ImageType.SK_QUEUES,
                SkPacketEntry.newBuilder().setIdFor(7).setLength(5).build(),
                (byte) 1);
        Hostile.assertRefused("cut off", cut, entry(good()));
    }
}
