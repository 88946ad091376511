package dev.ferry.app;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.sandbox.SandboxProcess;
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

/** A command in the sandbox. */
final class SandboxChannel implements AgentChannel {
    private static final int TAIL = 16 << 10;
    private static final int PATIENCE_SECONDS = 5;

    private final SandboxProcess process;
    private final OutputStream out;
    private volatile String tail = "";
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    SandboxChannel(SandboxProcess process) {
        this.process = process;
        this.out = new BufferedOutputStream(process.in(), 64 << 10);
        Thread reader = new Thread(this::followErrors, "ferry-sandbox-stderr");
        reader.setDaemon(true);
        reader.start();
    }

    private void followErrors() {
        byte[] some = new byte[1024];
        try (InputStream err = process.err()) {
            for (int length = err.read(some); length >= 0; length = err.read(some)) {
                String all = tail.concat(printable(new String(some, 0, length, StandardCharsets.UTF_8)));
                tail = all.substring(Math.max(0, all.length() - TAIL));
            }
            status.complete(process.waitFor());
        } catch (IOException e) {
            status.completeExceptionally(e);
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n]]", "?");
    }

    @Override
    public InputStream in() {
        return process.out();
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
