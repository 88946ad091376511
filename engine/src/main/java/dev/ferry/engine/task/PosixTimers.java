package dev.ferry.engine.task;

import static dev.ferry.linux.abi.Time.IT_INTERVAL;
import static dev.ferry.linux.abi.Time.IT_VALUE;
import static dev.ferry.linux.abi.Time.SIZEOF_ITIMERSPEC;
import static dev.ferry.linux.abi.Time.SIZEOF_TIMESPEC;
import static dev.ferry.linux.abi.Time.TV_NSEC;
import static dev.ferry.linux.abi.Time.TV_SEC;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.PosixTimerEntry;
import dev.ferry.engine.image.proto.TaskTimersEntry;
import dev.ferry.engine.procfs.PosixTimer;
import dev.ferry.engine.procfs.Timers;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.abi.Time;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The timers of timer_create(2) that a task has, with their ids, the time that is left and the overruns of the signal that was
 * delivered last. How often a timer went off while its signal waits the kernel tells nobody; that count starts again.
 */
public final class PosixTimers {
    /** More than the usual limit on queued signals (RLIMIT_SIGPENDING), which timers count against. */
    private static final int MOST = 1 << 20;

    /** Ids have to be counted up to on a kernel that can not be told them. */
    private static final int HIGHEST_COUNTED_ID = 1 << 20;

    private static final long SECOND = 1_000_000_000L;
    private static final long LAST_SECOND = Long.MAX_VALUE / SECOND;
    /** 136 years; what is meant to be forever fits twice, so that sums do not overflow. */
    private static final long LONGEST_SECONDS = 1L << 32;

    private static final int MASK_SIZE = 8;

    private final int pid;
    private final List<PosixTimerEntry> timers;
    private final IntFunction<Batch> calls;
    private final Set<Integer> waiting;

    private PosixTimers(int pid, List<PosixTimerEntry> timers, IntFunction<Batch> calls, Set<Integer> waiting) {
        this.pid = pid;
        this.timers = timers;
        this.calls = calls;
        this.waiting = waiting;
    }

    /** Kernel to image; {@code batches} are empty ones of the leader of task {@code pid}. */
    public static void collect(int pid, Supplier<Batch> batches, TaskTimersEntry.Builder image) throws IOException {
        for (PosixTimer timer : existing(pid)) {
            Batch batch = batches.get();
            long setting = batch.reserve(SIZEOF_ITIMERSPEC);
            batch.add("timer_gettime", Nr.TIMER_GETTIME, timer.id(), setting);
            int overrun = batch.add("timer_getoverrun", Nr.TIMER_GETOVERRUN, timer.id());
            batch.run();
            image.addPosix(entry(timer, batch.memory(setting, SIZEOF_ITIMERSPEC), batch.result(overrun)));
        }
    }

    private static List<PosixTimer> existing(int pid) throws IOException {
        try {
            return Timers.read(pid);
        } catch (NoSuchFileException notInThisKernel) {
            return List.of();
        }
    }

    private static PosixTimerEntry entry(PosixTimer timer, ByteBuffer setting, long overrun) {
        PosixTimerEntry.Builder entry = PosixTimerEntry.newBuilder()
                .setItId(timer.id())
                .setClockId(timer.clockId())
                .setSiSigno(timer.signal())
                .setItSigevNotify(notify(timer))
                .setSivalPtr(timer.sigValue())
                .setOverrun((int) overrun)
                .setIsec(setting.getLong(IT_INTERVAL + TV_SEC))
                .setInsec(setting.getLong(IT_INTERVAL + TV_NSEC))
                .setVsec(setting.getLong(IT_VALUE + TV_SEC))
                .setVnsec(setting.getLong(IT_VALUE + TV_NSEC));
        return timer.toThread() ? entry.setNotifyThreadId(timer.target()).build() : entry.build();
    }

    private static int notify(PosixTimer timer) {
        int how = switch (timer.how()) {
            case SIGNAL -> Signals.SIGEV_SIGNAL;
            case NONE -> Signals.SIGEV_NONE;
            case THREAD -> Signals.SIGEV_THREAD;
        };
        return timer.toThread() ? how | Signals.SIGEV_THREAD_ID : how;
    }

    /**
     * Image to kernel, when all threads are there and none of them can take a signal.
     *
     * @param calls an empty batch of each thread
     * @param waiting timers whose signal waits
     */
    public static void restore(int pid, TaskTimersEntry image, IntFunction<Batch> calls, Set<Integer> waiting)
            throws IOException {
        if (image.getPosixCount() > 0) {
            PosixTimers task = new PosixTimers(pid, image.getPosixList(), calls, waiting);
            task.requirePlausible();
            task.createAll();
            task.armAll();
        }
    }

    /** The same as a kernel before Linux 6.15 has it done. */
    static void restoreByCounting(int pid, TaskTimersEntry image, IntFunction<Batch> calls) throws IOException {
        PosixTimers task = new PosixTimers(pid, image.getPosixList(), calls, Set.of());
        task.requirePlausible();
        task.createByCounting();
        task.armAll();
    }

    private void armAll() throws IOException {
        for (PosixTimerEntry timer : timers) {
            arm(timer);
        }
    }

    /** The timers that are made to send the signal again that waits; so it is not to be restored in another way. */
    public static Set<Integer> sendingAgain(TaskTimersEntry image) {
        Set<Integer> ids = new HashSet<>();
        for (PosixTimerEntry timer : image.getPosixList()) {
            if (isTold(timer) && (timer.getIsec() != 0 || timer.getInsec() != 0)) {
                ids.add(timer.getItId());
            }
        }
        return ids;
    }

    private void requirePlausible() throws ImageException {
        Set<Integer> ids = new HashSet<>();
        for (PosixTimerEntry timer : timers) {
            boolean known = (timer.getItSigevNotify() & ~(Signals.SIGEV_THREAD_ID | Signals.SIGEV_THREAD)) == 0
                    || timer.getItSigevNotify() == Signals.SIGEV_NONE;
            boolean timed = isTime(timer.getIsec(), timer.getInsec()) && isTime(timer.getVsec(), timer.getVnsec());
            if (!known || !timed || timer.getItId() < 0 || timer.getOverrun() < 0 || !ids.add(timer.getItId())) {
                throw new ImageException("The core image of process " + pid + " has the timer "
                        + Integer.toUnsignedString(timer.getItId())
                        + ", which is there twice or not plausible; dump the program again.");
            }
        }
        if (ids.size() > MOST) {
            throw new ImageException("The core image of process " + pid + " has " + ids.size() + " timers.");
        }
    }

    private static boolean isTime(long seconds, long nanoseconds) {
        return seconds >= 0 && seconds <= LAST_SECOND && nanoseconds >= 0 && nanoseconds < SECOND;
    }

    private void createAll() throws IOException {
        if (chooseIds(1)) {
            for (PosixTimerEntry timer : timers) {
                create(timer);
            }
            chooseIds(0);
        } else {
            createByCounting();
        }
    }

    private boolean chooseIds(int yes) throws IOException {
        Batch batch = calls.apply(pid);
        int answer = batch.addMayFail(
                "prctl(TIMER_CREATE_RESTORE_IDS)", Nr.PRCTL, Prctl.TIMER_CREATE_RESTORE_IDS, yes, 0, 0, 0);
        batch.run();
        return batch.result(answer) == 0;
    }

    /** An older kernel counts ids up from zero in each task: those that are not wanted are made and deleted. */
    private void createByCounting() throws IOException {
        int next = 0;
        for (PosixTimerEntry timer : sorted(timers)) {
            if (timer.getItId() > HIGHEST_COUNTED_ID) {
                throw new ImageException("Process " + pid + " has a timer with the id " + timer.getItId()
                        + ", which this host's kernel can only count up to; restore it on Linux 6.15 or newer.");
            }
            skip(calls.apply(pid), next, timer.getItId());
            create(timer);
            next = timer.getItId() + 1;
        }
    }

    private static List<PosixTimerEntry> sorted(List<PosixTimerEntry> timers) {
        return timers.stream()
                .sorted((a, b) -> Integer.compare(a.getItId(), b.getItId()))
                .toList();
    }

    private static void skip(Batch batch, int from, int to) throws IOException {
        for (int id = from; id < to; id++) {
            if (!batch.hasRoom(3, Integer.BYTES)) {
                batch.runAndClear();
            }
            long answer = batch.reserve(Integer.BYTES);
            batch.add("timer_create", Nr.TIMER_CREATE, 0, 0, answer);
            batch.add("timer_delete(" + id + ")", Nr.TIMER_DELETE, id);
        }
        batch.run();
    }

    private void create(PosixTimerEntry timer) throws IOException {
        Batch batch = calls.apply(pid);
        ByteBuffer event = ByteBuffer.allocate(Signals.SIZEOF_SIGEVENT).order(ByteOrder.LITTLE_ENDIAN);
        event.putLong(Signals.SIGEV_VALUE, timer.getSivalPtr())
                .putInt(Signals.SIGEV_SIGNO, timer.getSiSigno())
                .putInt(Signals.SIGEV_NOTIFY, timer.getItSigevNotify())
                .putInt(Signals.SIGEV_TID, timer.getNotifyThreadId());
        ByteBuffer wanted = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long id = batch.data(wanted.putInt(0, timer.getItId()).array());
        String name = "timer_create of timer " + timer.getItId() + " (clock " + timer.getClockId() + ")";
        batch.add(name, Nr.TIMER_CREATE, timer.getClockId(), batch.data(event.array()), id);
        batch.run();
        int got = batch.memory(id, Integer.BYTES).getInt(0);
        if (got != timer.getItId()) {
            throw new IOException("Process " + pid + " was to get the timer " + timer.getItId() + " and got " + got
                    + "; restore it on Linux 6.15 or newer.");
        }
    }

    private void arm(PosixTimerEntry timer) throws IOException {
        long interval = nanoseconds(timer.getIsec(), timer.getInsec());
        long left = nanoseconds(timer.getVsec(), timer.getVnsec());
        if (interval == 0 && left == 0) {
            return;
        }
        boolean sends = interval != 0 && isTold(timer);
        boolean goneOff = sends && waiting.contains(timer.getItId());
        boolean overran = sends && !goneOff && timer.getOverrun() > 0;
        if (goneOff || overran) {
            armInThePast(timer, interval, left, overran ? timer.getOverrun() : 0);
        } else {
            set(calls.apply(pid), timer, 0, interval, Math.max(left, 1)).run();
        }
        if (overran) {
            takeSignal(timer);
        }
    }

    private static boolean isTold(PosixTimerEntry timer) {
        return timer.getItSigevNotify() != Signals.SIGEV_NONE;
    }

    /**
     * Set to the past, a periodic timer goes off at once, and when its signal is taken the kernel counts the intervals since
     * then as overruns: it is in the state that it had, and goes on in the same rhythm.
     */
    private void armInThePast(PosixTimerEntry timer, long interval, long left, int overruns) throws IOException {
        Batch batch = calls.apply(pid);
        long answer = batch.reserve(SIZEOF_TIMESPEC);
        batch.add("clock_gettime", Nr.CLOCK_GETTIME, timer.getClockId(), answer);
        batch.run();
        ByteBuffer now = batch.memory(answer, SIZEOF_TIMESPEC);
        long time = nanoseconds(now.getLong(TV_SEC), now.getLong(TV_NSEC));
        // Not further back than the clock goes.
        long intervals = Math.min(overruns + 1L, (time + left) / interval);
        long start = Math.max(1, time + left - intervals * interval);
        set(calls.apply(pid), timer, Time.TIMER_ABSTIME, interval, start).run();
    }

    /** The program has had it. Bounded, should the signal not come. */
    private void takeSignal(PosixTimerEntry timer) throws IOException {
        boolean toThread = (timer.getItSigevNotify() & Signals.SIGEV_THREAD_ID) != 0;
        Batch batch = calls.apply(toThread ? timer.getNotifyThreadId() : pid);
        ByteBuffer mask = ByteBuffer.allocate(MASK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        long signals =
                batch.data(mask.putLong(0, Signals.bit(timer.getSiSigno())).array());
        ByteBuffer limit = ByteBuffer.allocate(SIZEOF_TIMESPEC).order(ByteOrder.LITTLE_ENDIAN);
        long second = batch.data(limit.putLong(TV_SEC, 1).array());
        batch.addMayFail("rt_sigtimedwait", Nr.RT_SIGTIMEDWAIT, signals, 0, second, MASK_SIZE);
        batch.run();
    }

    private static Batch set(Batch batch, PosixTimerEntry timer, int flags, long interval, long value) {
        ByteBuffer setting = ByteBuffer.allocate(SIZEOF_ITIMERSPEC).order(ByteOrder.LITTLE_ENDIAN);
        setting.putLong(IT_INTERVAL + TV_SEC, interval / SECOND)
                .putLong(IT_INTERVAL + TV_NSEC, interval % SECOND)
                .putLong(IT_VALUE + TV_SEC, value / SECOND)
                .putLong(IT_VALUE + TV_NSEC, value % SECOND);
        String name = "timer_settime of timer " + timer.getItId();
        batch.add(name, Nr.TIMER_SETTIME, timer.getItId(), flags, batch.data(setting.array()), 0);
        return batch;
    }

    private static long nanoseconds(long seconds, long nanoseconds) {
        return Math.min(seconds, LONGEST_SECONDS) * SECOND + nanoseconds;
    }
}
