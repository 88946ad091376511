package dev.ferry.linux.process;

import java.io.IOException;
import java.util.List;

/** A program that has a watchdog, and then waits to be killed. */
final class DoomedMaster {
    private DoomedMaster() {}

    /**
     * Watches and waits.
     *
     * @param words the marker file; the pid to watch over
     */
    public static void main(String[] words) throws IOException {
        Watchdog watchdog = Watchdog.start(words[0]);
        watchdog.watch(List.of(Integer.valueOf(words[1])));
        System.out.println(watchdog.pid());
        System.in.readAllBytes();
    }
}
