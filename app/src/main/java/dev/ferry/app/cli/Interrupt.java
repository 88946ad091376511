package dev.ferry.app.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or SIGTERM) while a program is frozen: the work is called off, but ferry stays until the program is safe. Dying at once
 * could take the program with it.
 */
public final class Interrupt {
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Runnable callOff;
    private volatile Duration patience = FOR_EVER;
    private volatile int exitCode = ExitCode.FAILED;

    /** Does the work; {@code callOff} runs on another thread if somebody wants it to end, and then the command's end is awaited. */
    <T> T during(Runnable callOff, Callable<T> work) throws Exception {
        this.callOff = callOff;
        try {
            return work.call();
        } finally {
            this.callOff = Interrupt::nothing;
        }
    }

    /** The same for work that can not be called off: it is awaited that long, and then left. */
    <T> T duringWithin(Duration patience, Callable<T> work) throws Exception {
        this.patience = patience;
        return during(Interrupt::nothing, work);
    }

    private static void nothing() {}

    /** The command is over and has said everything. */
    public void ended(int code) {
        exitCode = code;
        ended.countDown();
    }

    /** Runs while the JVM shuts down; ends it with the command's own exit code if there was something to wait for. */
    public void await() {
        Runnable action = callOff;
        if (ended.getCount() == 0 || action == null) {
            return;
        }
        action.run();
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                exitCode = ExitCode.FAILED;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
