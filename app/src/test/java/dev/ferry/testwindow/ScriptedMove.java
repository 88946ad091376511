package dev.ferry.testwindow;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Move;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveListener;
import dev.ferry.app.conduct.MoveOptions;
import java.util.concurrent.CompletableFuture;

/** A move that goes as the test says. */
public final class ScriptedMove implements Move {
    private final int pid;
    private final HostSession from;
    private final HostSession to;
    private final MoveOptions options;
    private final MoveListener listener;
    private final CompletableFuture<MoveEnd> end = new CompletableFuture<>();
    private volatile boolean cancelled;
    private volatile boolean pauseWanted;

    ScriptedMove(int pid, HostSession from, HostSession to, MoveOptions options, MoveListener listener) {
        this.pid = pid;
        this.from = from;
        this.to = to;
        this.options = options;
        this.listener = listener;
    }

    /** What the console hears. */
    public MoveListener listener() {
        return listener;
    }

    /** Its end. */
    public void ends(MoveEnd how) {
        listener.ended(how);
        end.complete(how);
    }

    /** Whether its end was asked for. */
    public boolean isCancelled() {
        return cancelled;
    }

    /** How it was to be done. */
    public MoveOptions options() {
        return options;
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public HostSession from() {
        return from;
    }

    @Override
    public HostSession to() {
        return to;
    }

    /** What was asked for last. */
    public boolean isPauseWanted() {
        return pauseWanted;
    }

    @Override
    public void pause(boolean halted) {
        pauseWanted = halted;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public CompletableFuture<MoveEnd> end() {
        return end;
    }
}
