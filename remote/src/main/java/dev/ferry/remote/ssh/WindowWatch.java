package dev.ferry.remote.ssh;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import net.schmizz.sshj.connection.channel.Channel;

/** Looks at the window of a channel while it is written to, and lets out what {@link InFlight} allows. For one writer. */
final class WindowWatch {
    /** So many bytes are let out at once. */
    static final int STEP = 32 << 10;

    private static final long LOOK_NANOS = 1_000_000;
    private static final long STALL_NANOS = 1_000_000_000;

    /** After a longer break between two writes it is not known when bytes have arrived. */
    private static final long BREAK_NANOS = 10_000_000;

    private final Channel channel;
    private final InFlight inFlight = new InFlight();
    private long fullWindow;
    private long endedAt;

    WindowWatch(Channel channel) {
        this.channel = channel;
    }

    void begin() {
        long now = System.nanoTime();
        look(now, now - endedAt < BREAK_NANOS);
    }

    void end() {
        endedAt = System.nanoTime();
    }

    /** Waits until so many bytes may leave, and counts them. SSHJ itself waits for window if the channel is open no longer. */
    void awaitRoom(int bytes) throws InterruptedIOException {
        long stalledAt = System.nanoTime() + STALL_NANOS;
        long before = -1;
        while (channel.isOpen() && !(inFlight.mayLeave(bytes) && channel.getRemoteWinSize() >= bytes)) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Writing to the other host was interrupted.");
            }
            long now = System.nanoTime();
            long window = look(now, true);
            if (window != before) {
                before = window;
                stalledAt = now + STALL_NANOS;
            } else if (now - stalledAt > 0 && window >= bytes) {
                inFlight.stalled();
            }
        }
        inFlight.left(bytes, System.nanoTime());
    }

    private long look(long now, boolean watched) {
        long window = channel.getRemoteWinSize();
        fullWindow = Math.max(fullWindow, window);
        inFlight.onItsWay(fullWindow - window, now, watched);
        return window;
    }
}
