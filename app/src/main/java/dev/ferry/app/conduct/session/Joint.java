package dev.ferry.app.conduct.session;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** An engine on the source and one on the destination, that speak with each other through us. */
final class Joint implements Closeable {
    private final AgentChannel source;
    private final AgentChannel destination;
    private final EventStream events;

    private Joint(AgentChannel source, AgentChannel destination, EventStream events) {
        this.source = source;
        this.destination = destination;
        this.events = events;
    }

    /** Starts both at the same time; {@code words} is the source's command. */
    static Joint of(EnginePlace from, String words, EnginePlace to) throws IOException {
        return of(from, words, to, "receive");
    }

    /** The same with another command of the destination. */
    static Joint of(EnginePlace from, String words, EnginePlace to, String receive) throws IOException {
        FutureTask<AgentChannel> receiver = new FutureTask<>(() -> to.start(receive, ErrorListener.NONE));
        Thread thread = new Thread(receiver, "ferry-start-receive");
        thread.setDaemon(true);
        thread.start();
        EventStream events = new EventStream();
        AgentChannel sender;
        try {
            sender = from.start(words, events);
        } catch (IOException | RuntimeException e) {
            closeWhenStarted(receiver);
            throw e;
        }
        try {
            Joint joint = new Joint(sender, await(receiver), events);
            Relay.join(joint.source, joint.destination);
            return joint;
        } catch (IOException | RuntimeException e) {
            sender.close();
            throw e;
        }
    }

    /** The source alone, which finds nobody at the other end. */
    static Joint alone(EnginePlace from, String words) throws IOException {
        EventStream events = new EventStream();
        AgentChannel sender = from.start(words, events);
        sender.out().close();
        return new Joint(sender, sender, events);
    }

    private static AgentChannel await(FutureTask<AgentChannel> receiver) throws IOException {
        try {
            return receiver.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeWhenStarted(receiver);
            throw new InterruptedIOException("The move was interrupted before it began.");
        }
    }

    private static void closeWhenStarted(FutureTask<AgentChannel> receiver) {
        Thread thread = new Thread(
                () -> {
                    try {
                        await(receiver).close();
                    } catch (IOException notStarted) {
                        // Then there is nothing to close.
                    }
                },
                "ferry-stop-receive");
        thread.setDaemon(true);
        thread.start();
    }

    EventStream events() {
        return events;
    }

    /** Lets the source end by itself first, if it does so soon; what it has not said by then it will not say. */
    @Override
    public void close() throws IOException {
        source.exitStatus();
        try (destination) {
            source.close();
        }
    }
}
