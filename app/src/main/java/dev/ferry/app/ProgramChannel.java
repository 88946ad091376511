package dev.ferry.app;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command on this machine or in the sandbox, by its three pipes. */
public final class ProgramChannel implements AgentChannel {
    private static final int TAIL = 16 << 10;
    private static final int PATIENCE_SECONDS = 5;

    private final InputStream in;
    private final OutputStream out;
    private final ErrorListener errors;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private volatile String tail = "";

    /** Waits for the end of a program. */
    @FunctionalInterface
    public interface End {
        /** Its exit status. */
        int await() throws IOException;
    }

    /**
     * A program that runs.
     *
     * @param in what it writes
     * @param out what it reads
     * @param err its standard error
     * @param end of the program
     */
    public ProgramChannel(InputStream in, OutputStream out, InputStream err, End end, ErrorListener errors) {
        this.in = in;
        this.out = new BufferedOutputStream(out, 64 << 10);
        this.errors = errors;
        Thread reader = new Thread(() -> follow(err, end), "ferry-program-stderr");
        reader.setDaemon(true);
        reader.start();
    }

    private void follow(InputStream stream, End end) {
        try (InputStream err = stream) {
            byte[] some = new byte[8192];
            for (int length = err.read(some); length >= 0; length = err.read(some)) {
                String all = tail.concat(printable(new String(some, 0, length, StandardCharsets.UTF_8)));
                tail = all.substring(Math.max(0, all.length() - TAIL));
                errors.written(some, length);
            }
        } catch (IOException e) {
            status.completeExceptionally(e);
        } finally {
            errors.ended();
        }
        try {
            status.complete(end.await());
        } catch (IOException e) {
            status.completeExceptionally(e);
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n]]", "?");
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public String errorTail() {
        return tail;
    }

    @Override
    public OptionalInt exitStatus() {
        try {
            return OptionalInt.of(status.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** End of file for the engine there; what it has restored and let go runs on. */
    @Override
    public void close() throws IOException {
        out.close();
    }
}
