package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.JsonLines;
import dev.ferry.app.conduct.LineBuffer;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.app.conduct.PlainText;
import dev.ferry.remote.ErrorListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The events of an engine, out of its standard error. What else is written there is remembered as its last words. */
final class EventStream implements ErrorListener {
    private static final int ROOM = 4096;
    private static final int WORDS = 500;

    private final BlockingQueue<Optional<MoveEvent>> events = new ArrayBlockingQueue<>(ROOM);
    private final LineBuffer buffer = new LineBuffer(JsonLines.MAX_LINE);
    private volatile String lastWords = "";
    private boolean broken;
    private boolean over;

    @Override
    public void written(byte[] bytes, int length) {
        if (broken) {
            return;
        }
        try {
            buffer.add(bytes, length, line -> {
                take(line);
                return line;
            });
        } catch (IOException e) {
            lastWords = e.getMessage();
            broken = true;
            put(Optional.empty());
        }
    }

    private void take(byte[] line) throws IOException {
        if (line.length > 0 && line[0] == '{') {
            put(Optional.of(JsonLines.parse(line, line.length, MoveEvent.class)));
        } else if (line.length > 0) {
            lastWords = PlainText.of(new String(line, StandardCharsets.UTF_8), WORDS);
        }
    }

    @Override
    public void ended() {
        put(Optional.empty());
    }

    /** Waits while nobody takes them: what is not read here is not sent there. */
    private void put(Optional<MoveEvent> event) {
        try {
            events.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next one; empty if the engine has stopped speaking. */
    Optional<MoveEvent> next() throws InterruptedIOException {
        if (over) {
            return Optional.empty();
        }
        try {
            Optional<MoveEvent> event = events.take();
            over = event.isEmpty();
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The move was not followed to its end.");
        }
    }

    /** What it wrote last that was no event. */
    String lastWords() {
        return lastWords;
    }
}
