package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SkShutdown;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.net.Linger;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpInfo.State;
import dev.ferry.linux.net.TcpRepair;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isRoot")
class TcpConnectionRootTest {
    private final List<Fd> open = new ArrayList<>();
    private final InetSocketKind kind = new InetSocketKind();

    static boolean isRoot() throws Exception {
        return FileStat.of("/proc/self").uid() == 0;
    }

    @AfterEach
    void close() {
        open.forEach(Fd::close);
    }

    private Fd listener(int family) throws IOException {
        Fd listener = Socket.create(family, SOCK_STREAM, 0);
        open.add(listener);
        byte[] six = new byte[16];
        six[15] = 1;
        Inet4Address four = (Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Socket.bind(
                listener,
                family == AF_INET ? new SockAddress.Inet4(four, 0) : new SockAddress.Inet6(Octets.of(six), 0, 0, 0));
        Socket.listen(listener, 1);
        return listener;
    }

    /** Client and server. */
    private Fd[] connection(Fd listener) throws IOException {
        Fd client = Socket.create(Socket.name(listener).family(), SOCK_STREAM, 0);
        open.add(client);
        Socket.connect(client, Socket.name(listener));
        Fd server = Socket.accept(listener, 0);
        open.add(server);
        return new Fd[] {client, server};
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void say(Fd socket, String text) throws ErrnoException {
        assertThat(TcpRepair.send(socket, bytes(text), 0, text.length())).isEqualTo(text.length());
    }

    private static void assertHears(Fd socket, String text) throws ErrnoException {
        assertThat(TcpRepair.peek(socket, TcpRepair.room(100))).isEqualTo(bytes(text));
    }

    /** Dumped, ended as {@link Parting} ends them, and made again; in the order of the dump. */
    private FakeRestoreContext move(FakeDumpContext dump, TreeFiles tree, List<OpenFile> files) throws IOException {
        List<FileEntry> entries = new ArrayList<>();
        for (OpenFile file : files) {
            entries.add(kind.dump(file, dump));
        }
        dump.writeDescribed();
        dump.close();
        for (OpenFile file : tree.files()) {
            if (InetSocketKind.STREAMS.contains(file.signature())
                    && TcpPairs.Ends.of(file.copy()).isPresent()) {
                TcpRepair.begin(file.copy());
            }
            file.copy().close();
        }
        open.forEach(Fd::close);
        FakeRestoreContext restore = new FakeRestoreContext(dump);
        restore.createAll(FileKinds.load(), entries);
        return restore;
    }

    private FakeRestoreContext move(Fd... sockets) throws IOException {
        try (RoundTrip look = RoundTrip.look(sockets)) {
            List<OpenFile> files = new ArrayList<>();
            for (int at = 0; at < sockets.length; at++) {
                assertThat(look.refusal(at)).isEmpty();
                files.add(look.file(at));
            }
            return move(new FakeDumpContext(look.tree()), look.tree(), files);
        }
    }

    private static Fd restored(FakeRestoreContext restore, int index) {
        return restore.created(restore.entries().get(index).getId()).orElseThrow();
    }

    @Test
    void carriesAConnectionWithWhatWaitsInIt() throws IOException {
        for (int family : new int[] {AF_INET, AF_INET6}) {
            Fd listener = listener(family);
            Fd[] ends = connection(listener);
            say(ends[0], "to the server");
            say(ends[1], "to the client");
            SockAddress name = Socket.name(ends[0]);
            try (FakeRestoreContext restore = move(ends[0], ends[1], listener)) {
                Fd client = restored(restore, 0);
                Fd server = restored(restore, 1);
                assertThat(Socket.name(client)).isEqualTo(name);
                assertThat(Socket.peer(server)).isEqualTo(name);
                assertHears(server, "to the server");
                assertHears(client, "to the client");
                say(client, ", and more");
                assertHears(server, "to the server, and more");
                assertThat(TcpInfo.of(restored(restore, 2)).state()).isEqualTo(State.LISTEN);
            }
        }
    }

    @Test
    void findsTheIpv4EndOfAnIpv6Connection() throws IOException {
        Fd listener = Socket.create(AF_INET6, SOCK_STREAM, 0);
        open.add(listener);
        Socket.bind(listener, new SockAddress.Inet6(Octets.of(new byte[16]), 0, 0, 0));
        Socket.listen(listener, 1);
        Fd client = Socket.create(AF_INET, SOCK_STREAM, 0);
        open.add(client);
        Inet4Address four = (Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Socket.connect(client, new SockAddress.Inet4(four, ((SockAddress.Inet6) Socket.name(listener)).port()));
        Fd server = Socket.accept(listener, 0);
        open.add(server);
        say(client, "four");
        try (FakeRestoreContext restore = move(server, client)) {
            assertHears(restored(restore, 0), "four");
            say(restored(restore, 0), "six");
            assertHears(restored(restore, 1), "six");
        }
    }

    @Test
    void sendsAgainWhatHadNoRoom() throws IOException {
        Fd[] ends = connection(listener(AF_INET));
        int sent = 0;
        byte[] piece = new byte[100_000];
        try {
            while (true) {
                sent += TcpRepair.send(ends[0], piece, 0, piece.length);
            }
        } catch (ErrnoException full) {
            assertThat(TcpRepair.unsent(ends[0])).isPositive();
        }
        Socket.shutdownWrite(ends[0]);
        try (FakeRestoreContext restore = move(ends[0], ends[1])) {
            assertThat(TcpInfo.of(restored(restore, 0)).state()).isEqualTo(State.FIN_WAIT1);
            assertThat(readAll(restored(restore, 1))).isEqualTo(sent);
        }
    }

    private static int readAll(Fd socket) throws IOException {
        int all = 0;
        for (int got = 1; got > 0; all += got) {
            got = Read.some(socket, ByteBuffer.allocateDirect(1 << 20));
        }
        return all;
    }

    @Test
    void tellsTheNumbersOfBothEnds() throws IOException {
        Fd[] ends = connection(listener(AF_INET));
        say(ends[0], "12345");
        try (RoundTrip look = RoundTrip.look(ends);
                FakeDumpContext dump = new FakeDumpContext(look.tree())) {
            kind.dump(look.file(0), dump);
            kind.dump(look.file(1), dump);
            dump.writeDescribed();
            TcpStreamEntry client = numbers(dump, look.file(0));
            TcpStreamEntry server = numbers(dump, look.file(1));
            assertThat(server.getInqLen()).isEqualTo(5);
            assertThat(server.getInqSeq()).isEqualTo(client.getOutqSeq());
            assertThat(client.getInqSeq()).isEqualTo(server.getOutqSeq());
            assertThat(client.getSndWscale()).isEqualTo(server.getRcvWscale());
            assertThat(TcpRepair.isOn(ends[0])).isFalse();
            say(ends[1], "goes on");
            assertHears(ends[0], "goes on");
        }
    }

    private static TcpStreamEntry numbers(FakeDumpContext dump, OpenFile file) throws IOException {
        return new FakeRestoreContext(dump)
                .described(ImageType.TCP_STREAM, file.stat().inode(), TcpStreamEntry.parser())
                .entry();
    }

    @Test
    void keepsWhatIsOverApartFromWhatNeverWas() throws IOException {
        Fd[] ends = connection(listener(AF_INET));
        SocketOption.LINGER.set(ends[1], new Linger(true, 0));
        ends[1].close();
        assertThat(SocketOption.ERROR.get(ends[0])).isEqualTo(104);
        Fd fresh = Socket.create(AF_INET, SOCK_STREAM, 0);
        open.add(fresh);
        try (FakeRestoreContext restore = move(ends[0], fresh)) {
            assertThat(restore.entries().get(0).getIsk().getShutdown()).isEqualTo(SkShutdown.BOTH);
            assertThat(SocketOption.ERROR.get(restored(restore, 0))).isZero();
            assertThat(TcpRepair.peek(restored(restore, 0), TcpRepair.room(1))).isEmpty();
            assertThat(TcpInfo.of(restored(restore, 1)).wasConnected()).isFalse();
        }
    }

    @Test
    void closesAConnectionWithOthersIfThatIsThePolicy() throws IOException {
        for (int family : new int[] {AF_INET, AF_INET6}) {
            Fd unaccepted = Socket.create(family, SOCK_STREAM, 0);
            open.add(unaccepted);
            Socket.connect(unaccepted, Socket.name(listener(family)));
            OpenFiles all =
                    OpenFiles.collect(List.of(RoundTrip.PID), new AtomicInteger()::incrementAndGet, TcpPolicy.CLOSE);
            OpenFile client = file(all, unaccepted);
            assertThat(kind.refusal(client, all)).isEmpty();
            try (FakeRestoreContext restore = move(new FakeDumpContext(all), all, List.of(client))) {
                assertThat(SocketOption.ERROR.get(restored(restore, 0))).isEqualTo(104);
            }
        }
    }

    private static OpenFile file(OpenFiles all, Fd fd) {
        return all.files().stream()
                .filter(file -> file.owners().stream().anyMatch(owner -> owner.fd() == fd.number()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesStreamsThatDoNotFit() throws IOException {
        assertRefused("something else than its other end", numbers -> numbers.setInqSeq(numbers.getInqSeq() + 9));
        assertRefused("cut off", numbers -> numbers.setInqLen(1 << 20));
        assertRefused("windows", numbers -> numbers.setSndWscale(15));
        assertRefused("windows that contradict", numbers -> numbers.setMaxWindow(0));
        assertRefused("segments", numbers -> numbers.setMssClamp(0));
    }

    private void assertRefused(String reason, UnaryOperator<TcpStreamEntry.Builder> damage) throws IOException {
        Fd[] ends = connection(listener(AF_INET));
        say(ends[0], "12345");
        try (RoundTrip look = RoundTrip.look(ends);
                FakeDumpContext dump = new FakeDumpContext(look.tree())) {
            FileEntry client = kind.dump(look.file(0), dump);
            FileEntry server = kind.dump(look.file(1), dump);
            dump.writeDescribed();
            TcpStreamEntry numbers = numbers(dump, look.file(1));
            dump.rewrite(
                    new ImageName(ImageType.TCP_STREAM, look.file(1).stat().inode()),
                    damage.apply(numbers.toBuilder()).build(),
                    bytes("12345"));
            for (Fd end : ends) {
                TcpRepair.begin(end);
                end.close();
            }
            look.tree().files().forEach(file -> file.copy().close());
            Hostile.assertRefused(reason, dump, client, server);
        }
    }
}
