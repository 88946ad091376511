package dev.ferry.engine.migrate;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where an engine that holds a tree waits for the source's word: a unix socket in the directory of the journal, which only this
 * user can enter. Another engine, to which the source has come, passes the word on: one byte there, the letter of the {@link Wish},
 * and one byte back when it is done.
 */
final class HeldDoor implements Closeable {
    /** The wish was fulfilled, and the journal says so. */
    static final byte DONE = 1;

    private static final Duration WORD_LIMIT = Duration.ofSeconds(5);

    private final Path path;
    private final ServerSocketChannel server;

    private HeldDoor(Path path, ServerSocketChannel server) {
        this.path = path;
        this.server = server;
    }

    static HeldDoor open(Path path) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            server.configureBlocking(false);
            return new HeldDoor(path, server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Somebody at the door. */
    record Caller(SocketChannel channel, Wish wish) implements Closeable {
        void answerDone() throws IOException {
            channel.write(ByteBuffer.wrap(new byte[] {DONE}));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The first who says something sensible; empty if the time is over. */
    Optional<Caller> await(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Duration rest = Duration.ofNanos(end - System.nanoTime());
            if (rest.toMillis() <= 0 || !isReady(server, SelectionKey.OP_ACCEPT, rest)) {
                return Optional.empty();
            }
            SocketChannel channel = server.accept();
            Optional<Wish> wish = channel == null ? Optional.empty() : word(channel);
            if (wish.isPresent()) {
                return Optional.of(new Caller(channel, wish.get()));
            }
        }
    }

    private static Optional<Wish> word(SocketChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            ByteBuffer word = ByteBuffer.allocate(1);
            boolean said = isReady(channel, SelectionKey.OP_READ, WORD_LIMIT) && channel.read(word) == 1;
            Optional<Wish> wish = said ? Wish.of(word.get(0)) : Optional.empty();
            if (wish.isPresent()) {
                return wish;
            }
        } catch (IOException gone) {
            // Whoever it was has left; the next one may stay.
        }
        channel.close();
        return Optional.empty();
    }

    /** Says the wish to the engine behind that door; false if there is none, or it does not say that it has done it. */
    static boolean knock(Path path, Wish wish, Duration limit) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            channel.write(ByteBuffer.wrap(new byte[] {wish.letter()}));
            channel.configureBlocking(false);
            ByteBuffer answer = ByteBuffer.allocate(1);
            return isReady(channel, SelectionKey.OP_READ, limit) && channel.read(answer) == 1 && answer.get(0) == DONE;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static boolean isReady(SelectableChannel channel, int operation, Duration limit) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, operation);
            return selector.select(Math.max(limit.toMillis(), 1)) > 0;
        }
    }

    @Override
    public void close() throws IOException {
        try (server) {
            Files.deleteIfExists(path);
        }
    }
}
