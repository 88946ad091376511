package dev.ferry.engine.check;

import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.timens.TimeNamespace;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether the clocks here say what those of the source do. Facts are some milliseconds old. */
final class ClockCheck {
    private static final Duration WALL_TOLERANCE = Duration.ofSeconds(5);
    private static final Duration BOOT_TOLERANCE = Duration.ofSeconds(30);
    private static final String OBJECT = "the clock of the destination";
    private static final String RESTART = "restart the program if it hangs";

    private ClockCheck() {}

    /** Milliseconds since the start of the kernel, by a clock that is ahead of ours; 0 if that is not known. */
    static long bootClockMillis(Clocks ahead) throws IOException {
        String uptime = KernelText.line("/proc/uptime");
        return uptime.isEmpty()
                ? 0
                : (long) (Double.parseDouble(KernelText.words(uptime).get(0)) * 1000)
                        + TimeUnit.NANOSECONDS.toMillis(ahead.boottime());
    }

    static void look(TreeFacts facts, boolean sameMachine, Receiver receiver, Findings findings) throws IOException {
        if (!sameMachine && facts.getClockMs() != 0) {
            wall(System.currentTimeMillis() - facts.getClockMs(), findings);
        }
        Optional<String> remedy = remedy(facts, receiver);
        if (remedy.isPresent()) {
            boot(ahead(facts, sameMachine), remedy.get(), findings);
        }
    }

    /** Of the destination. On one machine nothing has to be measured. */
    private static long ahead(TreeFacts facts, boolean sameMachine) throws IOException {
        if (sameMachine) {
            Clocks ahead = Clocks.ownOffsets().minus(Clocks.of(facts.getClockOffsets()));
            return TimeUnit.NANOSECONDS.toMillis(ahead.boottime());
        }
        return facts.getBootClockMs() == 0 ? 0 : bootClockMillis(Clocks.NONE) - facts.getBootClockMs();
    }

    /** What helps against clocks that jump; empty if the tree gets a time namespace and they do not. */
    private static Optional<String> remedy(TreeFacts facts, Receiver receiver) {
        if (!facts.hasClockOffsets()) {
            return Optional.of("upgrade Ferry on the source, which keeps them from it");
        }
        if (!TimeNamespace.isKnown()) {
            return Optional.of(RESTART);
        }
        return receiver.has(Capability.CAP_SYS_ADMIN) && receiver.has(Capability.CAP_SYS_TIME)
                ? Optional.empty()
                : Optional.of(receiver.remedy() + ", which keeps them from it; or " + RESTART);
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

    /** Without a time namespace around the tree CLOCK_MONOTONIC jumps by as much. */
    static void boot(long aheadMillis, String remedy, Findings findings) {
        if (magnitude(aheadMillis) > BOOT_TOLERANCE.toMillis()) {
            String difference = "has been up " + seconds(aheadMillis);
            String cause = aheadMillis > 0
                    ? difference + " longer than the source: waits until a point of CLOCK_MONOTONIC are over at once"
                    : difference
                            + " less than the source: waits until a point of CLOCK_MONOTONIC last longer by as much";
            findings.warning("boot-clock", "the destination", cause, remedy);
        }
    }

    private static long magnitude(long millis) {
        return millis == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(millis);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%,d s", magnitude(millis) / 1000);
    }
}
