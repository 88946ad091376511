package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Netlink.NETLINK_KOBJECT_UEVENT;
import static dev.ferry.linux.abi.Netlink.NETLINK_ROUTE;
import static dev.ferry.linux.abi.Polls.POLLIN;
import static dev.ferry.linux.abi.Sockets.AF_NETLINK;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_RAW;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.NetlinkSkEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.net.NetlinkOption;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockAddress.Netlink;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sockets of netlink(7) that ask or listen for routes, addresses and interfaces, or for devices, while nothing waits in them. What they
 * hear of from then on is the other host's. Other protocols have state in the kernel that stays behind.
 */
@AutoService(FileKind.class)
public final class NetlinkSocketKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
    private static final Set<Integer> PROTOCOLS = Set.of(NETLINK_ROUTE, NETLINK_KOBJECT_UEVENT);
    private static final int UNCONNECTED = 0;
    private static final int CONNECTED = 1;
    private static final int MOST_GROUP_WORDS = 16;

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.socket(AF_NETLINK, SOCK_RAW), FileSignature.socket(AF_NETLINK, SOCK_DGRAM));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        int protocol = SocketOption.PROTOCOL.get(file.copy());
        if (!PROTOCOLS.contains(protocol)) {
            return Optional.of("The " + file.describe() + " is a netlink socket of protocol " + protocol
                    + ", whose state in the kernel stays behind; let the program close it first.");
        }
        if ((Poll.now(file.copy(), POLLIN) & POLLIN) != 0) {
            return Optional.of("In the " + file.describe()
                    + " answers of this host's kernel wait; try again when the program has read them.");
        }
        Optional<String> refusal = SkOpts.refusal(file);
        return refusal.isPresent() ? refusal : FLAGS.refusal(file);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        Fd socket = file.copy();
        Netlink name = name(Socket.name(socket));
        Netlink peer = name(Socket.peer(socket));
        boolean isConnected = peer.port() != 0 || peer.groups() != 0;
        OwnOptions.dump(file, context);
        NetlinkSkEntry.Builder entry = NetlinkSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) file.stat().inode())
                .setProtocol(SocketOption.PROTOCOL.get(socket))
                .setState(isConnected ? CONNECTED : UNCONNECTED)
                .setFlags(file.flags())
                .setPortid(name.port())
                .addAllGroups(groups(socket))
                .setDstPortid(peer.port())
                .setDstGroup(peer.groups())
                .setFown(Fown.NOBODY)
                .setOpts(SkOpts.dump(socket));
        return FileEntry.newBuilder()
                .setType(FdTypes.NETLINKSK)
                .setId(file.id())
                .setNlsk(entry)
                .build();
    }

    private static Netlink name(SockAddress address) throws IOException {
        if (address instanceof Netlink netlink) {
            return netlink;
        }
        throw new IOException(address + " is not an address of netlink");
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.NETLINKSK;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        NetlinkSkEntry netlink = entry.getNlsk();
        Plausible.requireMessage(entry, entry.hasNlsk(), netlink.getId(), netlink.getFown());
        FLAGS.require(entry, netlink.getFlags());
        Plausible.require(entry, PROTOCOLS.contains(netlink.getProtocol()), "is a netlink socket of another protocol");
        Plausible.require(entry, netlink.getGroupsCount() <= MOST_GROUP_WORDS, "has joined more groups than there are");
        Fd socket = Socket.create(AF_NETLINK, SOCK_RAW, netlink.getProtocol());
        try {
            SkOpts.apply(entry, netlink.getOpts(), socket);
            OwnOptions.apply(entry, socket, context);
            bind(netlink, socket);
            join(netlink.getGroupsList(), socket);
            if (netlink.getState() == CONNECTED) {
                Socket.connect(socket, new Netlink(netlink.getDstPortid(), netlink.getDstGroup()));
            }
            FileFlags.setStatus(socket, netlink.getFlags());
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void bind(NetlinkSkEntry netlink, Fd socket) throws IOException {
        try {
            if (netlink.getPortid() != 0) {
                Socket.bind(socket, new Netlink(netlink.getPortid(), 0));
            }
        } catch (ErrnoException e) {
            if (!e.is(Errno.EADDRINUSE)) {
                throw e;
            }
            throw new IOException(
                    "The netlink port " + Integer.toUnsignedString(netlink.getPortid())
                            + " is in use on this host; end the program that has it (it is usually its pid).",
                    e);
        }
    }

    /** Without the words behind the last group: CRIU can restore one word. */
    private static List<Integer> groups(Fd socket) throws ErrnoException {
        List<Integer> words = NetlinkOption.LIST_MEMBERSHIPS.get(socket);
        int count = words.size();
        while (count > 0 && words.get(count - 1) == 0) {
            count--;
        }
        return words.subList(0, count);
    }

    private static void join(List<Integer> groups, Fd socket) throws ErrnoException {
        for (int word = 0; word < groups.size(); word++) {
            for (int bit = 0; bit < Integer.SIZE; bit++) {
                if ((groups.get(word) >>> bit & 1) != 0) {
                    NetlinkOption.ADD_MEMBERSHIP.set(socket, word * Integer.SIZE + bit + 1);
                }
            }
        }
    }
}
