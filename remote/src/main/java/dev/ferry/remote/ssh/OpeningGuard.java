package dev.ferry.remote.ssh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import net.schmizz.sshj.common.SSHException;

/**
 * Ends the opening of a channel whose connection dies meanwhile. SSHJ tells the channels that it knows, and one that is just being
 * added when the transport ends is told by nobody: it would wait for ever, for there is no time limit on opening.
 */
final class OpeningGuard {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final CountDownLatch opened = new CountDownLatch(1);

    private OpeningGuard() {}

    /** Watches over {@code session} until this is closed. */
    static OpeningGuard over(ExecSession session, BooleanSupplier alive) {
        OpeningGuard guard = new OpeningGuard();
        Thread thread = new Thread(() -> guard.watch(session, alive), "ferry-ssh-opening");
        thread.setDaemon(true);
        thread.start();
        return guard;
    }

    private void watch(ExecSession session, BooleanSupplier alive) {
        try {
            while (!opened.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!alive.getAsBoolean()) {
                    session.notifyError(new SSHException("the connection ended while a command was started"));
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The channel is open, or will not be opened any more. */
    void close() {
        opened.countDown();
    }
}
