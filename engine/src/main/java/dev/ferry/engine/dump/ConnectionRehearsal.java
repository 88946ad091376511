package dev.ferry.engine.dump;

import dev.ferry.engine.resource.FileKind;
import dev.ferry.engine.resource.FileKinds;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpRepair;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Dumps a TCP connection of this process with itself, so that everything it takes is loaded before a real one stands still; a sleeper
 * that a shell starts can not have one. Nothing if the privilege lacks (then no tree with connections is dumped) or there is no loopback.
 */
public final class ConnectionRehearsal {
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private ConnectionRehearsal() {}

    /** Once is enough. */
    public static void play() throws IOException {
        try {
            if (TcpRepair.isPermitted()) {
                connect();
            }
        } catch (ErrnoException withoutLoopback) {
            return;
        }
    }

    private static void connect() throws IOException {
        try (Fd listener = Socket.create(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
                Fd client = Socket.create(Sockets.AF_INET, Sockets.SOCK_STREAM, 0)) {
            Socket.bind(listener, new SockAddress.Inet4((Inet4Address) InetAddress.getByAddress(LOOPBACK), 0));
            Socket.listen(listener, 1);
            SocketOption.SNDTIMEO.set(client, LIMIT);
            Socket.connect(client, Socket.name(listener));
            try (Fd server = Socket.accept(listener, 0)) {
                dump(List.of(client.number(), server.number()));
            }
        }
    }

    private static void dump(List<Integer> descriptors) throws IOException {
        FileKinds kinds = FileKinds.load();
        int own = (int) ProcessHandle.current().pid();
        try (CheckpointBuilder builder = CheckpointBuilder.of(List.of(own), DumpOptions.defaults());
                ImageSink nowhere = CheckpointFile.sink(OutputStream.nullOutputStream())) {
            for (OpenFile file : builder.files()) {
                if (file.owners().stream().anyMatch(owner -> descriptors.contains(owner.fd()))) {
                    FileKind kind = kinds.of(file).orElseThrow();
                    if (kind.refusal(file, builder).isEmpty()) {
                        kind.dump(file, builder);
                    }
                }
            }
            builder.writeAppended(nowhere);
        }
    }
}
