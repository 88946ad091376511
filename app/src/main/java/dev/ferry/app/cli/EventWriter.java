package dev.ferry.app.cli;

import dev.ferry.app.conduct.JsonLines;
import dev.ferry.app.conduct.MoveEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes events to whoever conducts, on a thread of its own: a conductor that does not listen must not keep a program frozen. When it
 * is behind, figures are left out, for newer ones follow.
 */
final class EventWriter implements AutoCloseable {
    private static final int BEHIND = 256;
    private static final int ROOM = 4096;
    private static final int PATIENCE_SECONDS = 5;

    private final OutputStream out;
    private final BlockingQueue<MoveEvent> events = new ArrayBlockingQueue<>(ROOM);
    private final Thread thread = new Thread(this::write, "ferry-events");

    EventWriter(OutputStream out) {
        this.out = out;
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns at once. */
    void say(MoveEvent event) {
        boolean isFigure = event instanceof MoveEvent.Sent || event instanceof MoveEvent.Estimated;
        if (!isFigure || events.size() < BEHIND) {
            events.offer(event);
        }
    }

    private void write() {
        try {
            MoveEvent event;
            do {
                event = events.take();
                out.write(JsonLines.of(event));
                out.flush();
            } while (!(event instanceof MoveEvent.End));
        } catch (IOException nobodyListens) {
            // The migration is more than its story.
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the last event is written, but not for ever. */
    @Override
    public void close() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
