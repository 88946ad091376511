package dev.ferry.linux.ptrace;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The one platform thread that owns all tracees of an engine. The kernel ties a tracee to the thread that seized it: the same
 * call from any other thread fails with ESRCH, so whoever touches a {@link Tracee} does it inside {@link #call}.
 */
public final class TracerThread implements AutoCloseable {
    private static final long LAST_WORK_SECONDS = 10;

    private final ExecutorService executor;
    private volatile Thread thread;

    /** Starts the thread. */
    public TracerThread() {
        executor = Executors.newSingleThreadExecutor(task -> {
            thread = new Thread(task, "ferry-tracer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs {@code work} on the tracer thread, at once if this is it, and returns its result; its exceptions come out as they are. */
    public <T> T call(Callable<T> work) throws IOException, InterruptedException {
        return await(begin(work));
    }

    /** Lets {@code work} run on the tracer thread, before everything that is asked of it later. */
    public <T> Future<T> begin(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            executor.execute(task);
        }
        return task;
    }

    /** The result of what was begun. */
    public static <T> T await(Future<T> begun) throws IOException, InterruptedException {
        try {
            return begun.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IOException rethrown(Throwable cause) throws IOException, InterruptedException {
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
    }

    /** Ends the thread after the work in hand, which is waited for; what it still traces is released by the kernel. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
