package dev.ferry.linux.process;

import static dev.ferry.linux.abi.Time.SIZEOF_TIMESPEC;
import static dev.ferry.linux.abi.Time.TV_NSEC;
import static dev.ferry.linux.abi.Time.TV_SEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.util.concurrent.TimeUnit;

/** clock_gettime(2). */
public final class Clock {
    private Clock() {}

    /** What {@code clock} ({@code CLOCK_*} of {@code abi.Timerfd}) says to this process, in nanoseconds. {@code EINVAL} if there is none. */
    public static long nanoseconds(int clock) throws ErrnoException {
        OffHeap now = OffHeap.allocate(SIZEOF_TIMESPEC);
        now.lend(out -> Syscall.call("clock_gettime of clock " + clock, Nr.CLOCK_GETTIME, clock, out));
        long seconds = now.bytes().getLong(TV_SEC);
        return TimeUnit.SECONDS.toNanos(seconds) + now.bytes().getLong(TV_NSEC);
    }
}
