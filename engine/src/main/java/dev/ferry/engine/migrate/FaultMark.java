package dev.ferry.engine.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A file that tells a test that an engine stands at its {@link FaultPoint}. */
final class FaultMark {
    static final FaultMark NONE = new FaultMark("");

    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    /** Empty for none. */
    private final String file;

    private final AtomicBoolean made = new AtomicBoolean();

    private FaultMark(String file) {
        this.file = file;
    }

    /** Named by the system property {@code ferry.fault.mark}. */
    static FaultMark ofProperty() {
        return new FaultMark(System.getProperty("ferry.fault.mark", ""));
    }

    /** Only the first call makes it; returns whether this was the first. */
    boolean make() throws IOException {
        boolean first = made.compareAndSet(false, true);
        if (first && !file.isEmpty()) {
            Files.createFile(Path.of(file));
        }
        return first;
    }

    void awaitRemoval() {
        while (!file.isEmpty() && Files.exists(Path.of(file))) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
