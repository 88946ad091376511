package dev.ferry.engine.resource;

import dev.ferry.engine.resource.TcpPairs.Ends;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.UnixMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Open files that wait in the queue of a unix socket (SCM_RIGHTS of unix(7)). They are open files of the tree like others, whether a
 * process has them too or not; what is said here comes on top of what their kinds say.
 */
public final class InFlight {
    private InFlight() {}

    /** The first message that waits in a socket of a running program, or none; the caller closes it. */
    public static List<UnixMessage> first(Fd socket) throws IOException {
        return UnixQueue.first(socket);
    }

    /** Why an open file of the tree can not be carried as one that waits in a queue. */
    public static Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        if (hasRights(file, tree) && isPassed(file, tree)) {
            return because(
                    file,
                    "waits in the queue of a unix socket, and descriptors wait in its own queue",
                    "try again when the program has received them");
        }
        return file.isInFlight() ? loneRefusal(file) : Optional.empty();
    }

    /** What belongs to a descriptor, or is asked for by one, has no place in the image without. */
    private static Optional<String> loneRefusal(OpenFile file) throws IOException {
        if (!FdField.all(file, "lock").isEmpty()) {
            return because(file, "has a lock or a lease", "try again when the program has received it");
        }
        boolean isAsync = (file.flags() & (Fcntl.O_ASYNC | Fcntl.O_PATH)) == Fcntl.O_ASYNC;
        if (isAsync || !Fown.told(file).equals(Fown.NOBODY)) {
            return because(file, "sends a signal when it is ready", "try again when the program has received it");
        }
        if (!FdField.all(file, "tfd").isEmpty()) {
            return because(file, "is an epoll set that nobody has open", "try again when the program has received it");
        }
        boolean isConnection = InetSocketKind.STREAMS.contains(file.signature())
                && Ends.of(file.copy()).isPresent();
        return isConnection
                ? because(file, "is a TCP connection", "try again when the program has received it")
                : Optional.empty();
    }

    private static Optional<String> because(OpenFile file, String cause, String remedy) {
        return Optional.of("The " + file.describe() + " " + cause + ", which can not move; " + remedy + ".");
    }

    private static boolean hasRights(OpenFile file, TreeFiles tree) {
        return file.signature().isSocketOf(Sockets.AF_UNIX)
                && tree.queued(file).stream()
                        .anyMatch(message -> !message.rights().isEmpty());
    }

    private static boolean isPassed(OpenFile file, TreeFiles tree) {
        return tree.files().stream()
                .filter(socket -> socket.signature().isSocketOf(Sockets.AF_UNIX))
                .flatMap(socket -> tree.queued(socket).stream())
                .anyMatch(message -> message.rights().contains(file.id()));
    }
}
