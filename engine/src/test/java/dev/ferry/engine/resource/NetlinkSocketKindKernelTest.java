package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Netlink.NETLINK_ROUTE;
import static dev.ferry.linux.abi.Sockets.AF_NETLINK;
import static dev.ferry.linux.abi.Sockets.SOCK_NONBLOCK;
import static dev.ferry.linux.abi.Sockets.SOCK_RAW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.NetlinkSkEntry;
import dev.ferry.engine.image.proto.SkOptsEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.net.NetlinkOption;
import dev.ferry.linux.net.SockAddress.Netlink;
import dev.ferry.linux.net.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkSocketKindKernelTest {
    private static final int LINK_GROUP = 1;
    private static final int SOCK_DIAG = 4;

    private static Fd route() throws IOException {
        return Socket.create(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_ROUTE);
    }

    @Test
    void carriesAListenerForInterfaces() throws IOException {
        Fd socket = route();
        Socket.bind(socket, new Netlink(0, 1 << (LINK_GROUP - 1)));
        NetlinkOption.EXT_ACK.set(socket, true);
        Netlink name = (Netlink) Socket.name(socket);
        List<Integer> groups = NetlinkOption.LIST_MEMBERSHIPS.get(socket);
        int flags = FileFlags.status(socket);
        FakeDumpContext dump;
        FileEntry entry;
        try (RoundTrip look = RoundTrip.look(socket)) {
            assertThat(look.refusal(0)).isEmpty();
            dump = new FakeDumpContext(look.tree());
            entry = new NetlinkSocketKind().dump(look.file(0), dump);
        }
        socket.close();
        try (FakeRestoreContext restore = new FakeRestoreContext(dump)) {
            restore.createAll(FileKinds.load(), List.of(entry));
            Fd restored = restore.created(entry.getId()).orElseThrow();
            assertThat(Socket.name(restored)).isEqualTo(name);
            assertThat(name.port()).isNotZero();
            assertThat(NetlinkOption.LIST_MEMBERSHIPS.get(restored)).isEqualTo(groups);
            assertThat(NetlinkOption.EXT_ACK.get(restored)).isTrue();
            assertThat(FileFlags.status(restored)).isEqualTo(flags);
        }
    }

    @Test
    void leavesAFreshSocketUnbound() throws IOException {
        try (Fd socket = route();
                RoundTrip trip = RoundTrip.of(socket)) {
            assertThat(Socket.name(trip.restored(0))).isEqualTo(new Netlink(0, 0));
        }
    }

    @Test
    void refusesASocketWithAnAnswer() throws IOException {
        try (Fd socket = route()) {
            // struct nlmsghdr of RTM_GETLINK with NLM_F_REQUEST and NLM_F_DUMP, and struct ifinfomsg
            ByteBuffer question = ByteBuffer.allocateDirect(32).order(ByteOrder.LITTLE_ENDIAN);
            question.putInt(32).putShort((short) 18).putShort((short) 0x301).rewind();
            Write.fully(socket, question);
            try (RoundTrip look = RoundTrip.look(socket)) {
                assertThat(look.refusal(0).orElseThrow()).contains("answers of this host's kernel wait");
            }
        }
    }

    @Test
    void refusesOtherProtocolsAndRawSocketsByName() throws IOException {
        try (Fd socket = Socket.create(AF_NETLINK, SOCK_RAW, SOCK_DIAG);
                RoundTrip look = RoundTrip.look(socket)) {
            assertThat(look.refusal(0).orElseThrow()).contains("netlink socket of protocol 4");
        }
    }

    private static NetlinkSkEntry.Builder good() {
        return NetlinkSkEntry.newBuilder()
                .setId(7)
                .setIno(1)
                .setProtocol(NETLINK_ROUTE)
                .setState(0)
                .setFlags(2)
                .setPortid(0)
                .setDstPortid(0)
                .setDstGroup(0)
                .setFown(Fown.NOBODY)
                .setOpts(SkOptsEntry.newBuilder()
                        .setSoSndbuf(10_000)
                        .setSoRcvbuf(10_000)
                        .setSoSndTmoSec(0)
                        .setSoSndTmoUsec(0)
                        .setSoRcvTmoSec(0)
                        .setSoRcvTmoUsec(0));
    }

    private static FileEntry entry(NetlinkSkEntry.Builder netlink) {
        return FileEntry.newBuilder()
                .setType(FdTypes.NETLINKSK)
                .setId(7)
                .setNlsk(netlink)
                .build();
    }

    @Test
    void refusesImplausibleEntries() {
        Hostile.assertRefused("another number", entry(good().setId(8)));
        Hostile.assertRefused("another protocol", entry(good().setProtocol(9)));
        Hostile.assertRefused("unknown flags", entry(good().setFlags(0x40000)));
        NetlinkSkEntry.Builder many = good();
        for (int word = 0; word < 17; word++) {
            many.addGroups(1);
        }
        Hostile.assertRefused("more groups", entry(many));
    }
}
