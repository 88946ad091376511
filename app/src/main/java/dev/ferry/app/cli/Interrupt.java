package dev.ferry.app.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C (or SIGTERM) while a program is frozen: the work is called off, but ferry stays until the program is safe. Dying at once
 * could take the program with it.
 */
public final class Interrupt {
    private static final Runnable NOTHING = () -> {};

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Runnable callOff;
    private volatile int exitCode;

    /** Does the work; {@code callOff} runs on another thread if somebody wants it to end, and then the command's end is awaited. */
    <T> T during(Runnable callOff, Callable<T> work) throws Exception {
        this.callOff = callOff;
        try {
            return work.call();
        } finally {
            this.callOff = NOTHING;
        }
    }

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
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
