package dev.ferry.remote.agent;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for another host, but not for ever. */
public final class TimeLimit {
    private TimeLimit() {}

    /**
     * What the work comes to, on a thread of its own; closing what it reads from is left to the caller.
     *
     * @throws TimeoutException if it takes longer; the thread goes on until its stream ends
     * @throws ExecutionException with what the work threw
     */
    public static <T> T within(Duration limit, String thread, Callable<T> work)
            throws TimeoutException, InterruptedException, ExecutionException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread worker = new Thread(task, thread);
        worker.setDaemon(true);
        worker.start();
        return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
