package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.Frame;
import dev.ferry.engine.stream.FrameType;
import dev.ferry.engine.stream.FrameWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Sends signs of life while this side is busy with other things. */
final class KeepAlive implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final FrameWriter writer;
    private final long interval;
    private final Thread thread = new Thread(this::run, "ferry-keep-alive");
    private volatile boolean open = true;

    KeepAlive(FrameWriter writer, Duration interval) {
        this.writer = writer;
        this.interval = interval.toNanos();
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends with the first error: whoever writes next gets it too. */
    private void run() {
        try {
            while (open) {
                writer.write(Frame.CONTROL_STREAM, FrameType.PING, NOTHING);
                writer.flush();
                LockSupport.parkNanos(interval);
            }
        } catch (IOException lost) {
            open = false;
        }
    }

    @Override
    public void close() {
        open = false;
        LockSupport.unpark(thread);
    }
}
