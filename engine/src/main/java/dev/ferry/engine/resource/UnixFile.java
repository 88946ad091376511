package dev.ferry.engine.resource;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.net.Socket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that a unix socket is bound to, as the kernel knows it, whatever has become of its name and of the directory that the name was
 * relative to.
 *
 * @param path where it is, or was when it was removed
 * @param deleted whether it has no name any more
 * @param stat owner and permissions
 */
public record UnixFile(String path, boolean deleted, FileStat stat) {
    private static final String DELETED = " (deleted)";

    /** That of a socket that has a path; empty if this process may not ask (CAP_NET_ADMIN), or the kernel does not tell. */
    public static Optional<UnixFile> of(Fd socket) throws IOException {
        try (Fd file = Socket.boundFile(socket)) {
            FileStat stat = FileStat.of(file);
            String link = Link.read("/proc/self/fd/" + file.number());
            boolean deleted = stat.links() == 0 && link.endsWith(DELETED);
            String path = deleted ? link.substring(0, link.length() - DELETED.length()) : link;
            return Optional.of(new UnixFile(path, deleted, stat));
        } catch (ErrnoException e) {
            if (e.is(Errno.EPERM) || e.is(Errno.ENOENT) || e.is(Errno.EINVAL) || e.is(Errno.ENOTTY)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether {@code name}, under which the socket is bound, leads to it, or did when it was removed. */
    boolean isAt(String name) throws ErrnoException {
        Optional<String> directory = name.startsWith("/") ? Optional.of("") : directory(name);
        return directory.isPresent() && (deleted || isThere(directory.get() + "/" + name));
    }

    /** The directory that a relative name starts from; empty if that can not be told. */
    Optional<String> directory(String name) {
        String plain = Path.of(name).normalize().toString();
        boolean isInside = !plain.isEmpty() && !plain.equals("..") && !plain.startsWith("../");
        return isInside && path.endsWith("/" + plain)
                ? Optional.of(path.substring(0, Math.max(1, path.length() - plain.length() - 1)))
                : Optional.empty();
    }

    private boolean isThere(String named) throws ErrnoException {
        try {
            return FileStat.ofLink(named).isSameFile(stat);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
    }
}
