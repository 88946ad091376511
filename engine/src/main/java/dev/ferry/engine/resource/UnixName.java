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
import dev.ferry.linux.file.Mkdir;
import dev.ferry.linux.file.Owner;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockAddress.UnixAbstract;
import dev.ferry.linux.net.SockAddress.UnixPath;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.process.OwnPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The name of a unix socket: nothing, a path, or an abstract one, whose first byte is NUL in the image as in the kernel. A path may be
 * relative to a directory that the program was in once, and its file may have been removed.
 */
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
        boolean isText = Octets.of(path).equals(unix.path());
        Optional<UnixFile> bound = UnixFile.of(file.copy());
        boolean isFound = bound.isPresent() ? bound.get().isAt(path) : path.startsWith("/") && isSocket(path);
        return isText && isFound
                ? Optional.empty()
                : Optional.of("The " + file.describe() + " is bound to '" + path + "', "
                        + (bound.isPresent()
                                ? "but its file has been renamed, or can not be found from there; "
                                        + "let the program bind it to the name that it is to have."
                                : "which is not the absolute path of a socket that is still there; run ferry as root,"
                                        + " who may look for it."));
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

    static void dump(Fd socket, UnixSkEntry.Builder entry) throws IOException {
        SockAddress name = Socket.name(socket);
        entry.setName(ByteString.EMPTY);
        if (name instanceof UnixAbstract unix) {
            entry.setName(ByteString.copyFrom(new byte[1])
                    .concat(ByteString.copyFrom(unix.name().toArray())));
        }
        if (name instanceof UnixPath unix) {
            // With its NUL, as the kernel has it: CRIU takes it for a string of C.
            entry.setName(ByteString.copyFrom(unix.path().toArray()).concat(ByteString.copyFrom(new byte[1])));
            dumpFile(socket, unix.path().text(), entry);
        }
    }

    private static void dumpFile(Fd socket, String path, UnixSkEntry.Builder entry) throws IOException {
        Optional<UnixFile> file = UnixFile.of(socket);
        FileStat stat = file.isPresent() ? file.get().stat() : FileStat.ofLink(path);
        entry.setFilePerms(FilePermsEntry.newBuilder()
                .setMode(stat.permissions())
                .setUid(stat.uid())
                .setGid(stat.gid()));
        if (file.isPresent() && file.get().deleted()) {
            entry.setDeleted(true);
        }
        if (file.isPresent() && !path.startsWith("/")) {
            file.get().directory(path).ifPresent(entry::setNameDir);
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
        } else if (entry.getUsk().getDeleted()) {
            bindUnlinked(entry, socket, context);
        } else {
            bindPath(entry, socket, context);
        }
    }

    /** Connects {@code socket} to the one of an entry with a name, which exists. */
    static void connect(Fd socket, FileEntry to, RestoreContext context) throws IOException {
        byte[] name = to.getUsk().getName().toByteArray();
        Plausible.require(to, name.length > 0, "has no name by which it could be found");
        if (name[0] == 0) {
            Socket.connect(socket, new UnixAbstract(Octets.of(Arrays.copyOfRange(name, 1, name.length))));
            return;
        }
        Octets path = to.getUsk().getDeleted()
                ? Octets.of("")
                : Octets.of(file(to, context).toString());
        if (path.length() > 0 && path.length() <= LONGEST) {
            Socket.connect(socket, new UnixPath(path));
            return;
        }
        try (Fd file = Socket.boundFile(context.created(to.getId()).orElseThrow())) {
            Socket.connect(socket, new UnixPath(Octets.of("/proc/self/fd/" + file.number())));
        }
    }

    /** The name as it was given to bind(2). */
    private static String given(FileEntry entry) throws IOException {
        String name = entry.getUsk().getName().toStringUtf8();
        String plain = name.endsWith("\0") ? name.substring(0, name.length() - 1) : name;
        Plausible.require(entry, plain.indexOf('\0') < 0, "has a name with a NUL in it");
        Plausible.require(entry, Octets.of(plain).length() <= LONGEST, "has a name that is too long");
        Plausible.require(
                entry,
                plain.startsWith("/") || entry.getUsk().hasNameDir(),
                "has a name that is not absolute, without the directory that it starts from");
        return plain;
    }

    /** Where the file of the socket is on this host. */
    private static Path file(FileEntry entry, RestoreContext context) throws IOException {
        String name = given(entry);
        return name.startsWith("/")
                ? context.resolve(name)
                : context.resolve(context.resolve(entry.getUsk().getNameDir())
                        .resolve(inside(entry, name))
                        .toString());
    }

    private static Path inside(FileEntry entry, String name) throws IOException {
        Path plain = Path.of(name).normalize();
        boolean isInside = !plain.toString().isEmpty() && !plain.startsWith("..");
        Plausible.require(entry, isInside, "has a name that leads out of its directory");
        return plain;
    }

    private static void bindPath(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        String path = file(entry, context).toString();
        UnixPath address = new UnixPath(Octets.of(given(entry)));
        OwnPlace.Work binding = () -> {
            removeStale(path, address, entry.getUsk().getType());
            bind(socket, address);
        };
        if (path.equals(address.path().text())) {
            binding.run();
        } else {
            requireDirectory(entry.getUsk().getNameDir(), address);
            OwnPlace.in(entry.getUsk().getNameDir(), binding);
        }
        context.named(Path.of(path));
        permit(entry, path);
    }

    private static void requireDirectory(String directory, UnixPath name) throws IOException {
        if (stat(directory).isEmpty()) {
            throw new IOException("The program's unix socket '" + name.path().text() + "' was bound in " + directory
                    + ", which does not exist on this host; make that directory and restore again.");
        }
    }

    /** Where nobody else can have the name, and nobody sees that it was there: the file goes at once, as it had gone before. */
    private static void bindUnlinked(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        String name = given(entry);
        Path inside = name.startsWith("/") ? Path.of("/").relativize(context.resolve(name)) : inside(entry, name);
        Plausible.require(entry, !inside.toString().isEmpty(), "has a name that no socket can have");
        Path root = Files.createTempDirectory("ferry-unlinked");
        Deque<String> made = new ArrayDeque<>(List.of(root.toString()));
        try {
            for (int names = 1; names < inside.getNameCount(); names++) {
                String directory = root.resolve(inside.subpath(0, names)).toString();
                Mkdir.path(directory, 0700);
                made.push(directory);
            }
            UnixPath address = new UnixPath(Octets.of(name));
            if (name.startsWith("/")) {
                OwnPlace.below(root.toString(), () -> Socket.bind(socket, address));
            } else {
                OwnPlace.in(root.toString(), () -> Socket.bind(socket, address));
            }
            String file = root.resolve(inside).toString();
            try {
                permit(entry, file);
            } finally {
                Link.remove(file);
            }
        } finally {
            for (String directory : made) {
                Link.removeDirectory(directory);
            }
        }
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
