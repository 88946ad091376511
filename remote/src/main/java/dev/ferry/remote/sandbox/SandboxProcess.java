package dev.ferry.remote.sandbox;

import dev.ferry.engine.procfs.Namespaces;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A program that runs in a sandbox, connected to us by three pipes. Leader of a session of its own. */
public final class SandboxProcess {
    /**
     * Keeps to the pids from the first one to 9000 above it, so that others are free for programs which move in; then becomes the
     * program itself. A pid that was just given back must not be the next one: who restores a program needs it. The shell's own
     * read takes one byte at a time, and files of /proc/sys have no second one.
     */
    private static final String PREPARE = "last=$(cat /proc/sys/kernel/ns_last_pid); "
            + "[ \"$last\" -ge \"$1\" ] && [ \"$last\" -lt $(($1 + 9000)) ]"
            + " || echo \"$1\" >/proc/sys/kernel/ns_last_pid; "
            + "shift; exec setsid -- \"$@\"";

    /** Stays outside and waits: only a child can be born into another pid namespace, setns(2). */
    private final Process nsenter;

    private SandboxProcess(Process nsenter) {
        this.nsenter = nsenter;
    }

    static SandboxProcess start(InitProcess init, List<String> command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                "setsid",
                "nsenter",
                "--target",
                Long.toString(init.pid()),
                "--mount",
                "--uts",
                "--ipc",
                "--net",
                "--pid",
                "--root",
                "--wd"));
        if (hasOwnClocks(init)) {
            line.add("--time");
        }
        line.addAll(List.of("--", "sh", "-c", PREPARE, "sh", Integer.toString(init.firstPid())));
        line.addAll(command);
        return new SandboxProcess(UtilLinux.start(line));
    }

    /** An older nsenter does not know {@code --time}, and an older kernel has nothing for it: it is asked for only if it is needed. */
    private static boolean hasOwnClocks(InitProcess init) throws IOException {
        return Namespaces.differs(Math.toIntExact(init.pid()), "time");
    }

    /** What the program reads as its standard input. */
    public OutputStream in() {
        return nsenter.getOutputStream();
    }

    /** What the program writes to its standard output. */
    public InputStream out() {
        return nsenter.getInputStream();
    }

    /** What the program writes to its standard error. */
    public InputStream err() {
        return nsenter.getErrorStream();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return nsenter.isAlive();
    }

    /** Waits for its end; the exit status, 128 + signal number if a signal ended it, 127 if there is no such program. */
    public int waitFor() throws InterruptedIOException {
        try {
            return nsenter.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a program in the sandbox");
        }
    }

    /** Kills the program, but not what it started. */
    public void destroy() {
        List<ProcessHandle> program = nsenter.children().toList();
        // nsenter must live to reap its child, or a zombie stays; without a child it has not come that far.
        if (program.isEmpty()) nsenter.destroyForcibly();
        program.forEach(ProcessHandle::destroyForcibly);
    }
}
