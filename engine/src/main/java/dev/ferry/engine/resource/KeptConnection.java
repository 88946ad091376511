package dev.ferry.engine.resource;

import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Dup;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.TcpRepair;
import dev.ferry.linux.net.TcpRepair.Queue;
import java.io.IOException;

/**
 * Makes one end of a connection again whose other end is somewhere else and waits: it is in repair until the tree is let run, for before that
 * this host does not have its address. What had been sent counts as sent, for the other end may have confirmed it to nobody.
 */
final class KeptConnection {
    private KeptConnection() {}

    static Fd create(FileEntry entry, RestoreContext context) throws IOException {
        TcpStream stream = TcpStream.read(entry, context);
        Fd socket = TcpConnection.half(stream, stream.sendStart(), true);
        try {
            TcpRepair.select(socket, Queue.SEND);
            TcpConnection.send(socket, stream.sent());
            InetSocketKind.finish(entry, socket, context);
            context.whenResumed(new Waiting(stream, Dup.of(socket), context));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** One that is complete but for the way to the other end. */
    private record Waiting(TcpStream stream, Fd socket, RestoreContext context) implements RestoreContext.Awakening {
        /** Asking for the other end's window makes it tell what has arrived there. */
        @Override
        public void awake() throws IOException {
            IpOption.TRANSPARENT.set(socket, false);
            TcpRepair.endAndProbe(socket);
            TcpConnection.send(stream, socket, stream.unsent());
            InetSocketKind.finish(stream.file(), socket, context);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
