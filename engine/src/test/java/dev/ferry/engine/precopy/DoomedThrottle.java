package dev.ferry.engine.precopy;

import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.time.Duration;

/** An engine that slows a tree down until it is killed. */
final class DoomedThrottle {
    private DoomedThrottle() {}

    /**
     * Slows a tree down, says so and waits.
     *
     * @param words the pid of the root
     */
    public static void main(String[] words) throws IOException {
        try (TracerThread tracer = new TracerThread();
                Throttle throttle = new Throttle(Integer.parseInt(words[0]), tracer, Duration.ofMillis(50))) {
            throttle.set(0.96);
            System.out.write('p');
            System.out.flush();
            System.in.readAllBytes();
        }
    }
}
