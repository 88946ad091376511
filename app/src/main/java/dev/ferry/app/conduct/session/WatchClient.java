package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.JsonLines;
import dev.ferry.app.conduct.LineBuffer;
import dev.ferry.app.conduct.PlainText;
import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.WatchLine;
import dev.ferry.app.conduct.WatchRequest;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.RemoteException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The other end of {@code ferry watch}. */
final class WatchClient implements Closeable {
    private static final int SENTENCE = 500;

    private final AgentChannel channel;
    private final Listener listener;
    private final WatchLine.Hello hello;
    private final LineBuffer buffer;
    private final ProcessBoard board = new ProcessBoard();
    private final Map<Integer, CompletableFuture<ProcessDetails>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean closed;

    /** Hears it. */
    interface Listener {
        void sampled(WatchClient client, Sample sample);

        void lost(WatchClient client, IOException why);
    }

    private WatchClient(AgentChannel channel, WatchLine.Hello hello, LineBuffer buffer, Listener listener) {
        this.channel = channel;
        this.hello = hello;
        this.buffer = buffer;
        this.listener = listener;
    }

    /** Starts it there and waits until it has said who it is. The listener is called from {@link #listen} on. */
    static WatchClient start(EnginePlace place, Listener listener) throws IOException {
        AgentChannel channel = place.start("watch", ErrorListener.NONE);
        try {
            LineBuffer buffer = new LineBuffer(JsonLines.MAX_LINE);
            Optional<WatchLine> first = JsonLines.read(channel.in(), buffer, WatchLine.class);
            if (first.isPresent() && first.get() instanceof WatchLine.Hello hello) {
                return new WatchClient(channel, hello, buffer, listener);
            }
            throw new RemoteException(
                    RemoteException.Kind.OTHER,
                    "The Ferry on " + place.called()
                            + " does not say what it is; bring the version of this one there.");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    HostProfile profile() {
        HostProfile said = hello.profile();
        return new HostProfile(
                PlainText.of(said.name(), 100),
                PlainText.of(said.user(), 100),
                said.root(),
                said.rootBy(),
                PlainText.of(said.kernel(), 100),
                PlainText.of(said.architecture(), 100),
                PlainText.of(said.cpu(), 100),
                said.cores(),
                said.memoryBytes(),
                PlainText.of(said.ferry(), 100));
    }

    String passport() {
        return hello.passport();
    }

    void listen() {
        Thread thread = new Thread(this::read, "ferry-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        IOException why;
        try {
            Optional<WatchLine> line = JsonLines.read(channel.in(), buffer, WatchLine.class);
            while (line.isPresent()) {
                take(line.get());
                line = JsonLines.read(channel.in(), buffer, WatchLine.class);
            }
            why = new RemoteException(
                    RemoteException.Kind.LOST, "The Ferry there has ended (" + lastWords() + "); connect again.");
        } catch (IOException e) {
            why = e;
        } catch (RuntimeException e) {
            why = new IOException("What the Ferry there says can not be used (" + e.getMessage() + ").", e);
        }
        fail(why);
    }

    private String lastWords() {
        String words = channel.errorTail().strip();
        return words.isEmpty() ? "without a word" : words.substring(words.lastIndexOf('\n') + 1);
    }

    private void take(WatchLine line) throws IOException {
        if (line instanceof WatchLine.Sampled sampled) {
            Sample sample = board.apply(sampled, Instant.now());
            if (!closed) {
                listener.sampled(this, sample);
            }
        } else if (line instanceof WatchLine.Details details) {
            answer(details.request()).ifPresent(future -> future.complete(details.details()));
        } else if (line instanceof WatchLine.Failed failed) {
            IOException why = new IOException(PlainText.of(failed.sentence(), SENTENCE));
            answer(failed.request()).ifPresent(future -> future.completeExceptionally(why));
        }
    }

    private Optional<CompletableFuture<ProcessDetails>> answer(int request) {
        return Optional.ofNullable(asked.remove(request));
    }

    private void fail(IOException why) {
        boolean wished = closed;
        closed = true;
        asked.values().forEach(future -> future.completeExceptionally(why));
        asked.clear();
        if (!wished) {
            listener.lost(this, why);
        }
    }

    CompletableFuture<ProcessDetails> details(int pid) {
        int request = requests.incrementAndGet();
        CompletableFuture<ProcessDetails> future = new CompletableFuture<>();
        asked.put(request, future);
        try {
            ask(new WatchRequest.Details(request, pid));
        } catch (IOException e) {
            future.completeExceptionally(e);
        }
        return future;
    }

    /** Says it at once. */
    synchronized void ask(WatchRequest request) throws IOException {
        if (closed) {
            throw new IOException("The connection is closed.");
        }
        channel.out().write(JsonLines.of(request));
        channel.out().flush();
    }

    boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException goneAlready) {
            // Then there is nothing to close.
        }
    }
}
