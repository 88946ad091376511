package dev.ferry.testhost;

import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.remote.sandbox.SandboxProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A program that has run to its end: its exit status and what it wrote. */
public record Ran(int exit, String out, String err) {
    /** Runs a program on the real machine, with nothing to read. */
    public static Ran here(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        return collect(process.getInputStream(), process.getErrorStream(), process::waitFor);
    }

    public static Ran inside(SandboxHost sandbox, byte[] input, List<String> command) throws IOException {
        SandboxProcess process = sandbox.exec(command);
        try (OutputStream in = process.in()) {
            in.write(input);
        }
        return collect(process.out(), process.err(), process::waitFor);
    }

    /** What it wrote to standard output; an exit status other than 0 is an error. */
    public String outIfOk() throws IOException {
        if (exit != 0) throw new IOException("exit status " + exit + ": " + err.strip());
        return out;
    }

    private static Ran collect(InputStream out, InputStream err, Callable<Integer> waiting) throws IOException {
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> readAll(err));
        String output = readAll(out);
        try {
            return new Ran(waiting.call(), output, errors.join());
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program ran", e);
        }
    }

    private static String readAll(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
