package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** Whether the clocks here say what those of the source do. Facts are some milliseconds old. */
final class ClockCheck {
    private static final Duration WALL_TOLERANCE = Duration.ofSeconds(5);
    private static final Duration BOOT_TOLERANCE = Duration.ofSeconds(30);
    private static final String OBJECT = "the clock of the destination";

    private ClockCheck() {}

    /** Milliseconds since the start of the kernel; 0 if that is not known. */
    static long bootClockMillis() throws IOException {
        String uptime = KernelText.line("/proc/uptime");
        return uptime.isEmpty()
                ? 0
                : (long) (Double.parseDouble(KernelText.words(uptime).get(0)) * 1000);
    }

    static void look(TreeFacts facts, boolean sameMachine, Findings findings) throws IOException {
        if (!sameMachine && facts.getClockMs() != 0) {
            wall(System.currentTimeMillis() - facts.getClockMs(), findings);
            boot(bootClockMillis() - facts.getBootClockMs(), findings);
        }
    }

    static void wall(long aheadMillis, Findings findings) {
        if (magnitude(aheadMillis) > WALL_TOLERANCE.toMillis()) {
            findings.warning(
                    "clock",
                    OBJECT,
                    "is " + seconds(aheadMillis) + (aheadMillis > 0 ? " ahead of" : " behind") + " the source's",
                    "set it, for example by NTP");
        }
    }

    /** There is no time namespace around the tree yet, so that CLOCK_MONOTONIC jumps by as much. */
    static void boot(long aheadMillis, Findings findings) {
        if (magnitude(aheadMillis) > BOOT_TOLERANCE.toMillis()) {
            String difference = "has been up " + seconds(aheadMillis);
            String cause = aheadMillis > 0
                    ? difference + " longer than the source: waits until a point of CLOCK_MONOTONIC are over at once"
                    : difference
                            + " less than the source: waits until a point of CLOCK_MONOTONIC last longer by as much";
            findings.warning("boot-clock", "the destination", cause, "restart the program if it hangs");
        }
    }

    private static long magnitude(long millis) {
        return millis == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(millis);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%,d s", magnitude(millis) / 1000);
    }
}
