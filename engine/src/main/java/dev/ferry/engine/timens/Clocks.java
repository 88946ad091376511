package dev.ferry.engine.timens;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.TimensEntry;
import dev.ferry.engine.image.proto.Timespec;
import dev.ferry.engine.procfs.TimensOffsets;
import dev.ferry.engine.wire.proto.ClockFacts;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Timerfd;
import dev.ferry.linux.process.Clock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;

/**
 * The two clocks that begin with the kernel, {@code CLOCK_MONOTONIC} and {@code CLOCK_BOOTTIME}: what they say, or how far they are ahead
 * of two others, in nanoseconds.
 */
public record Clocks(long monotonic, long boottime) {
    /** No difference. */
    public static final Clocks NONE = new Clocks(0, 0);

    /** What the kernel takes for a clock is less than twice as much; sums of two do not overflow. */
    private static final long MOST = 1L << 61;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What they say to this engine now. */
    public static Clocks now() throws ErrnoException {
        return new Clocks(Clock.nanoseconds(Timerfd.CLOCK_MONOTONIC), Clock.nanoseconds(Timerfd.CLOCK_BOOTTIME));
    }

    /** What they say to a process now. */
    public static Clocks of(int pid) throws IOException {
        return offsetsOf(pid).minus(ownOffsets()).plus(now());
    }

    /** How far those of a process are ahead of the kernel's. */
    public static Clocks offsetsOf(int pid) throws IOException {
        try {
            TimensOffsets offsets = TimensOffsets.read(pid);
            return new Clocks(offsets.monotonic(), offsets.boottime());
        } catch (NoSuchFileException noTimeNamespaces) {
            return NONE;
        }
    }

    /** How far those of this engine are ahead of the kernel's. */
    public static Clocks ownOffsets() throws IOException {
        return offsetsOf((int) ProcessHandle.current().pid());
    }

    /** What a checkpoint says that they said. */
    static Clocks of(String image, TimensEntry saved) throws ImageException {
        return new Clocks(nanoseconds(image, saved.getMonotonic()), nanoseconds(image, saved.getBoottime()));
    }

    private static long nanoseconds(String image, Timespec time) throws ImageException {
        boolean plausible = time.getTvSec() >= 0
                && time.getTvSec() <= MOST / SECOND
                && time.getTvNsec() >= 0
                && time.getTvNsec() < SECOND;
        if (!plausible) {
            throw new ImageException(image + " has a clock with an implausible time; dump the program again.");
        }
        return time.getTvSec() * SECOND + time.getTvNsec();
    }

    /** For a checkpoint. */
    public TimensEntry image() {
        return TimensEntry.newBuilder()
                .setMonotonic(timespec(monotonic))
                .setBoottime(timespec(boottime))
                .build();
    }

    private static Timespec timespec(long nanoseconds) {
        return Timespec.newBuilder()
                .setTvSec(nanoseconds / SECOND)
                .setTvNsec(nanoseconds % SECOND)
                .build();
    }

    /** As another engine says it; whether that can be is {@link #arePlausible}. */
    public static Clocks of(ClockFacts said) {
        return new Clocks(said.getMonotonicNs(), said.getBoottimeNs());
    }

    /** For another engine. */
    public ClockFacts message() {
        return ClockFacts.newBuilder()
                .setMonotonicNs(monotonic)
                .setBoottimeNs(boottime)
                .build();
    }

    /** Whether these can be what clocks say, or a difference of it. */
    public boolean arePlausible() {
        return isPlausible(monotonic) && isPlausible(boottime);
    }

    private static boolean isPlausible(long nanoseconds) {
        return nanoseconds >= -MOST && nanoseconds <= MOST;
    }

    public Clocks plus(Clocks other) {
        return new Clocks(monotonic + other.monotonic, boottime + other.boottime);
    }

    public Clocks minus(Clocks other) {
        return new Clocks(monotonic - other.monotonic, boottime - other.boottime);
    }

    /** The one that is further back. */
    public long least() {
        return Math.min(monotonic, boottime);
    }

    /** The one that is further on. */
    public long most() {
        return Math.max(monotonic, boottime);
    }
}
