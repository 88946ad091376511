package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Timerfd.CLOCK_BOOTTIME;
import static dev.ferry.linux.abi.Timerfd.CLOCK_BOOTTIME_ALARM;
import static dev.ferry.linux.abi.Timerfd.CLOCK_MONOTONIC;
import static dev.ferry.linux.abi.Timerfd.CLOCK_REALTIME;
import static dev.ferry.linux.abi.Timerfd.CLOCK_REALTIME_ALARM;
import static dev.ferry.linux.abi.Timerfd.TFD_TIMER_ABSTIME;
import static dev.ferry.linux.abi.Timerfd.TFD_TIMER_CANCEL_ON_SET;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TimerfdEntry;
import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Timerfd;
import dev.ferry.linux.file.Timerfd.Setting;
import dev.ferry.linux.file.Timespec;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A timer of timerfd_create(2), with the time that is left and the expirations that nobody has read. Time that passes between dump and
 * restore does not count. Timers set to a point of CLOCK_REALTIME are set to a point again, at the same distance from now, so that they
 * still notice when somebody sets the clock.
 */
@AutoService(FileKind.class)
public final class TimerfdKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
    private static final Set<Integer> CLOCKS =
            Set.of(CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_REALTIME_ALARM, CLOCK_BOOTTIME_ALARM);
    private static final int SETTIME_FLAGS = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
    private static final long LONGEST = 1L << 33;
    private static final int SECOND = 1_000_000_000;

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(FileSignature.anonInode("anon_inode:[timerfd]"));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        return FLAGS.refusal(file);
    }

    /**
     * A periodic timer that has expired stands still until somebody looks: timerfd_gettime(2) counts what it missed and sets it going
     * again, so it comes first.
     */
    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        Setting left = Timerfd.get(file.copy());
        FdInfo now = FdInfo.read(
                Math.toIntExact(ProcessHandle.current().pid()), file.copy().number());
        TimerfdEntry entry = TimerfdEntry.newBuilder()
                .setId(file.id())
                .setFlags(file.flags())
                .setFown(Fown.NOBODY)
                .setClockid((int) number(file, now, "clockid", 10))
                .setTicks(number(file, now, "ticks", 10))
                .setSettimeFlags((int) number(file, now, "settime flags", 8))
                .setVsec(left.value().seconds())
                .setVnsec(left.value().nanoseconds())
                .setIsec(left.interval().seconds())
                .setInsec(left.interval().nanoseconds())
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.TIMERFD)
                .setId(file.id())
                .setTfd(entry)
                .build();
    }

    private static long number(OpenFile file, FdInfo now, String key, int radix) throws IOException {
        String value = now.value(key).orElseThrow(() -> FdField.unreadable(file, key, "nothing", null));
        try {
            return Long.parseUnsignedLong(value, radix);
        } catch (NumberFormatException e) {
            throw FdField.unreadable(file, key, value, e);
        }
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.TIMERFD;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        TimerfdEntry timer = entry.getTfd();
        Plausible.requireMessage(entry, entry.hasTfd(), timer.getId(), timer.getFown());
        Plausible.require(entry, CLOCKS.contains(timer.getClockid()), "has the unknown clock " + timer.getClockid());
        Plausible.require(entry, (timer.getSettimeFlags() & ~SETTIME_FLAGS) == 0, "has unknown timer flags");
        int flags = FLAGS.require(entry, timer.getFlags());
        Timespec value = span(entry, timer.getVsec(), timer.getVnsec());
        Timespec interval = span(entry, timer.getIsec(), timer.getInsec());
        Fd created = Timerfd.create(timer.getClockid(), flags & O_NONBLOCK);
        try {
            set(created, timer, new Setting(interval, value));
            return created;
        } catch (IOException | RuntimeException e) {
            created.close();
            throw e;
        }
    }

    private static Timespec span(FileEntry entry, long seconds, long nanoseconds) throws ImageException {
        boolean plausible = seconds >= 0 && seconds <= LONGEST && nanoseconds >= 0 && nanoseconds < SECOND;
        Plausible.require(entry, plausible, "has an implausible time");
        return new Timespec(seconds, (int) nanoseconds);
    }

    private static void set(Fd created, TimerfdEntry timer, Setting left) throws IOException {
        boolean isCalendar = timer.getClockid() == CLOCK_REALTIME || timer.getClockid() == CLOCK_REALTIME_ALARM;
        if (isCalendar && (timer.getSettimeFlags() & TFD_TIMER_ABSTIME) != 0 && left.isArmed()) {
            Timespec at = fromNow(left.value());
            Timerfd.set(created, timer.getSettimeFlags(), new Setting(left.interval(), at));
        } else {
            Timerfd.set(created, 0, left);
        }
        if (timer.getTicks() != 0) {
            Timerfd.setExpirations(created, timer.getTicks());
        }
    }

    private static Timespec fromNow(Timespec span) {
        Instant at = Instant.now().plusSeconds(span.seconds()).plusNanos(span.nanoseconds());
        return new Timespec(at.getEpochSecond(), at.getNano());
    }
}
