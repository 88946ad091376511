package dev.ferry.remote.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A throwaway host on this machine: own pids, mounts, network (loopback only), host name and System V IPC, and a root
 * that starts as a copy of the machine's and forgets everything at the end. Nothing written inside reaches a disk.
 *
 * <p>It ends, with all programs in it, when its owner closes it or dies, unless it was started with
 * {@link SandboxOptions#kept}: then {@link #attach} finds it again and {@link #stop} ends it. Needs root.
 */
public final class SandboxHost implements Closeable {
    /** A namespace whose tasks hold much memory takes a while to die. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

    private static final long POLL_MILLIS = 2;

    private final InitProcess init;
    /** Empty for a sandbox that ends with its owner. */
    private final Optional<StateDirectory> state;
    /** Parent of init, holding the pipe that the sandbox lives by. Empty if we only attached. */
    private final Optional<Process> unshare;

    private SandboxHost(InitProcess init, Optional<StateDirectory> state, Optional<Process> unshare) {
        this.init = init;
        this.state = state;
        this.unshare = unshare;
    }

    /**
     * Starts a sandbox; returns when its root stands.
     *
     * @throws IOException without root, without util-linux, or if a kept one of this name already runs
     */
    public static SandboxHost start(SandboxOptions options) throws IOException {
        SandboxStart started = SandboxStart.run(options);
        Optional<StateDirectory> state =
                options.keep() ? Optional.of(new StateDirectory(options.name())) : Optional.empty();
        SandboxHost host = new SandboxHost(started.init(), state, Optional.of(started.unshare()));
        try {
            if (options.keep()) host.keep(started.unshare().getOutputStream());
            return host;
        } catch (IOException e) {
            host.end();
            throw e;
        }
    }

    /**
     * Finds a kept sandbox by its name.
     *
     * @throws IOException if none of this name runs
     */
    public static SandboxHost attach(String name) throws IOException {
        StateDirectory state = new StateDirectory(name);
        return state.running()
                .map(init -> new SandboxHost(init, Optional.of(state), Optional.empty()))
                .orElseThrow(() -> new IOException("No sandbox named \"" + name + "\" runs."));
    }

    /** The kept sandbox of this name, started first if none runs. The options say how to start it. */
    public static SandboxHost attachOrStart(SandboxOptions options) throws IOException {
        boolean runs = new StateDirectory(options.name()).running().isPresent();
        return runs ? attach(options.name()) : start(options.kept());
    }

    /**
     * Starts a program inside, in {@code /} and with our environment.
     *
     * @param command program and arguments; the program is looked up on PATH inside
     */
    public SandboxProcess exec(List<String> command) throws IOException {
        if (!isRunning()) throw new IOException("The sandbox (pid " + init.pid() + ") has ended: start it again.");
        return SandboxProcess.start(init, command);
    }

    /** Whether it has not ended. */
    public boolean isRunning() {
        return init.running().isPresent();
    }

    /** The pid of its first process as seen from outside. */
    public long initPid() {
        return init.pid();
    }

    /**
     * Its root, to look at from outside. An absolute symbolic link found below leads to <em>our</em> root: what programs
     * inside may have changed is better read with {@link #exec}.
     */
    public Path root() {
        return Path.of("/proc", Long.toString(init.pid()), "root");
    }

    /** Ends the sandbox, kept or not, with everything in it. Harmless if it has ended. */
    public void stop() throws IOException {
        end();
        if (state.isPresent()) state.get().delete(init);
    }

    /** Ends the sandbox unless it is kept. */
    @Override
    public void close() throws IOException {
        if (state.isEmpty()) stop();
    }

    /** Remembered first, set free second: if we die in between, it still ends. */
    private void keep(OutputStream lifeline) throws IOException {
        state.orElseThrow().save(init);
        lifeline.write("keep\n".getBytes(StandardCharsets.US_ASCII));
        lifeline.flush();
    }

    /** The kernel kills a pid namespace with its first process, and waits for all of it, pid_namespaces(7). */
    private void end() throws IOException {
        init.running().ifPresent(ProcessHandle::destroyForcibly);
        long deadline = System.nanoTime() + END_TIMEOUT.toNanos();
        while (isRunning() || unshare.filter(Process::isAlive).isPresent()) {
            if (System.nanoTime() > deadline) throw new IOException(hangs());
            pause();
        }
    }

    private String hangs() {
        return "The sandbox (pid " + init.pid() + ") was killed but has not ended after " + END_TIMEOUT.toSeconds()
                + " s: a program in it hangs in the kernel.";
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the end of a sandbox");
        }
    }
}
