package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Time.IT_INTERVAL;
import static dev.ferry.linux.abi.Time.IT_VALUE;
import static dev.ferry.linux.abi.Time.SIZEOF_ITIMERSPEC;
import static dev.ferry.linux.abi.Timerfd.TFD_CLOEXEC;
import static dev.ferry.linux.abi.Timerfd.TFD_IOC_SET_TICKS;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;

/** timerfd_create(2): a timer behind a descriptor. */
public final class Timerfd {
    private Timerfd() {}

    /**
     * How a timer is set.
     *
     * @param interval time between expirations, zero for a timer that fires once
     * @param value time to the next expiration, zero for a timer that is not armed
     */
    public record Setting(Timespec interval, Timespec value) {
        /** Whether the timer runs. */
        public boolean isArmed() {
            return !value.equals(Timespec.ZERO);
        }

        private static Setting decode(ByteBuffer itimerspec) {
            return new Setting(Timespec.read(itimerspec, IT_INTERVAL), Timespec.read(itimerspec, IT_VALUE));
        }

        private OffHeap encode() {
            OffHeap itimerspec = OffHeap.allocate(SIZEOF_ITIMERSPEC);
            interval.write(itimerspec.bytes(), IT_INTERVAL);
            value.write(itimerspec.bytes(), IT_VALUE);
            return itimerspec;
        }
    }

    /** A new timer on {@code clock} ({@code CLOCK_*} of {@code abi.Timerfd}) with {@code TFD_NONBLOCK} or 0. */
    public static Fd create(int clock, int flags) throws ErrnoException {
        return Fd.own(Syscall.call("timerfd_create", Nr.TIMERFD_CREATE, clock, flags | TFD_CLOEXEC));
    }

    /** How the timer is set now; the value is always relative. */
    public static Setting get(Fd timer) throws ErrnoException {
        OffHeap now = OffHeap.allocate(SIZEOF_ITIMERSPEC);
        now.lend(out -> Syscall.call("timerfd_gettime", Nr.TIMERFD_GETTIME, timer.number(), out));
        return Setting.decode(now.bytes());
    }

    /** Sets the timer and returns how it was set; {@code flags} are {@code TFD_TIMER_*}. Forgets expirations not yet read. */
    public static Setting set(Fd timer, int flags, Setting setting) throws ErrnoException {
        OffHeap wanted = setting.encode();
        OffHeap before = OffHeap.allocate(SIZEOF_ITIMERSPEC);
        before.lend(out ->
                wanted.lend(in -> Syscall.call("timerfd_settime", Nr.TIMERFD_SETTIME, timer.number(), flags, in, out)));
        return Setting.decode(before.bytes());
    }

    /**
     * Says that the timer has expired {@code expirations} times (not 0) since it was last read. {@code ENOTTY} if the kernel was built
     * without checkpoint/restore.
     */
    public static void setExpirations(Fd timer, long expirations) throws ErrnoException {
        OffHeap value = OffHeap.allocate(Long.BYTES);
        value.bytes().putLong(0, expirations);
        value.lend(in -> Syscall.call("ioctl[TFD_IOC_SET_TICKS]", Nr.IOCTL, timer.number(), TFD_IOC_SET_TICKS, in));
    }
}
