package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.SOCK_NONBLOCK;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FilePermsEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockAddress.UnixAbstract;
import dev.ferry.linux.net.SockAddress.UnixPath;
import dev.ferry.linux.net.Socket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The name of a unix socket: nothing, a path, or an abstract one, whose first byte is NUL in the image as in the kernel. */
final class UnixName {
    private static final int LONGEST = 107;
    private static final int PERMISSIONS = 07777;
    private static final Errno ECONNREFUSED = new Errno(111);

    private UnixName() {}

    /** Why a bound socket can not be carried. */
    static Optional<String> refusal(OpenFile file, SockAddress name) throws IOException {
        if (!(name instanceof UnixPath unix)) {
            return Optional.empty();
        }
        String path = unix.path().text();
        boolean isPlain = path.startsWith("/") && Octets.of(path).equals(unix.path());
        return isPlain && isSocket(path)
                ? Optional.empty()
                : Optional.of("The " + file.describe() + " is bound to '" + path
                        + "', which is not the absolute path of a socket"
                        + " that is still there, so that nobody could find it again;"
                        + " start the program with a path that begins with '/'.");
    }

    private static boolean isSocket(String path) throws ErrnoException {
        return stat(path).filter(FileStat::isSocket).isPresent();
    }

    private static Optional<FileStat> stat(String path) throws ErrnoException {
        try {
            return Optional.of(FileStat.ofLink(path));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static void dump(SockAddress name, UnixSkEntry.Builder entry) throws IOException {
        entry.setName(ByteString.EMPTY);
        if (name instanceof UnixAbstract unix) {
            entry.setName(ByteString.copyFrom(new byte[1])
                    .concat(ByteString.copyFrom(unix.name().toArray())));
        }
        if (name instanceof UnixPath unix) {
            FileStat stat = FileStat.ofLink(unix.path().text());
            // With its NUL, as the kernel has it: CRIU takes it for a string of C.
            entry.setName(ByteString.copyFrom(unix.path().toArray()).concat(ByteString.copyFrom(new byte[1])));
            entry.setFilePerms(FilePermsEntry.newBuilder()
                    .setMode(stat.permissions())
                    .setUid(stat.uid())
                    .setGid(stat.gid()));
        }
    }

    /** Binds {@code socket} to the name in its entry, if it has one. */
    static void bind(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        byte[] name = entry.getUsk().getName().toByteArray();
        Plausible.require(entry, name.length <= LONGEST + 1, "has a name that is too long");
        if (name.length == 0) {
            return;
        }
        if (name[0] == 0) {
            bind(socket, new UnixAbstract(Octets.of(Arrays.copyOfRange(name, 1, name.length))));
        } else {
            bindPath(entry, socket, context);
        }
    }

    /** Where a socket that has a name can be found. */
    static SockAddress address(FileEntry entry, RestoreContext context) throws IOException {
        byte[] name = entry.getUsk().getName().toByteArray();
        return name[0] == 0
                ? new UnixAbstract(Octets.of(Arrays.copyOfRange(name, 1, name.length)))
                : path(entry, context);
    }

    private static UnixPath path(FileEntry entry, RestoreContext context) throws IOException {
        String name = entry.getUsk().getName().toStringUtf8();
        String plain = name.endsWith("\0") ? name.substring(0, name.length() - 1) : name;
        Plausible.require(entry, plain.indexOf('\0') < 0, "has a name with a NUL in it");
        Octets bytes = Octets.of(context.resolve(plain).toString());
        Plausible.require(entry, bytes.length() <= LONGEST, "has a name that is too long");
        return new UnixPath(bytes);
    }

    private static void bindPath(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        UnixPath address = path(entry, context);
        String path = address.path().text();
        removeStale(path, address, entry.getUsk().getType());
        bind(socket, address);
        context.named(Path.of(path));
        permit(entry, path);
    }

    private static void bind(Fd socket, SockAddress address) throws IOException {
        try {
            Socket.bind(socket, address);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EADDRINUSE)) {
                throw e;
            }
            throw inUse(address, e);
        }
    }

    private static IOException inUse(SockAddress address, Throwable cause) {
        return new IOException(
                "The unix socket " + text(address) + " is in use on this host; stop the program that has it "
                        + "and restore again ('ss -lxp' shows which one it is).",
                cause);
    }

    static String text(SockAddress address) {
        if (address instanceof UnixPath unix) {
            return unix.path().text();
        }
        return address instanceof UnixAbstract unix ? "@" + unix.name().text() : "without a name";
    }

    /** A program that was killed leaves the file of its socket behind; nobody can be connected through it then. */
    private static void removeStale(String path, SockAddress address, int type) throws IOException {
        Optional<FileStat> there = stat(path);
        if (there.isEmpty()) {
            return;
        }
        if (!there.get().isSocket()) {
            throw new IOException(
                    "The program's unix socket " + path + " can not be made, because something else is at "
                            + "that path on this host; move it away and restore again.");
        }
        try (Fd probe = Socket.create(Sockets.AF_UNIX, type | SOCK_NONBLOCK, 0)) {
            Socket.connect(probe, address);
            throw inUse(address, null);
        } catch (ErrnoException e) {
            if (!e.is(ECONNREFUSED)) {
                throw inUse(address, e);
            }
            Link.remove(path);
        }
    }

    private static void permit(FileEntry entry, String path) throws IOException {
        if (entry.getUsk().hasFilePerms()) {
            FilePermsEntry perms = entry.getUsk().getFilePerms();
            // CRIU writes st_mode whole.
            int unknown = ~(PERMISSIONS | Stat.S_IFSOCK);
            Plausible.require(entry, (perms.getMode() & unknown) == 0, "has implausible permissions");
            Owner.change(path, perms.getUid(), perms.getGid());
            Owner.permit(path, perms.getMode() & PERMISSIONS);
        }
    }
}
