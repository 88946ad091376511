package dev.ferry.engine.task;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.SiginfoEntry;
import dev.ferry.engine.image.proto.SignalQueueEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Signals that were sent and not delivered yet, of a task or of one thread. They go back through
 * {@code rt_sigqueueinfo(2)}, made by the task itself: only from oneself may a signal claim to come from the kernel or from
 * somebody else.
 */
public final class PendingSignals {
    private PendingSignals() {}

    /**
     * Kernel to image.
     *
     * @throws IOException if a SIGTRAP is among them, which could not wait while the restore has to step through the program
     */
    public static SignalQueueEntry toImage(List<byte[]> siginfos) throws IOException {
        SignalQueueEntry.Builder queue = SignalQueueEntry.newBuilder();
        for (byte[] siginfo : siginfos) {
            if (number(siginfo) == Signals.SIGTRAP) {
                throw new IOException("A SIGTRAP waits to be delivered, which this version of Ferry can not restore;"
                        + " try again when the program has taken it.");
            }
            queue.addSignals(SiginfoEntry.newBuilder().setSiginfo(ByteString.copyFrom(siginfo)));
        }
        return queue.build();
    }

    /** The timers of timer_create(2) whose signal is in {@code queue}. */
    public static Set<Integer> timersOf(SignalQueueEntry queue) throws ImageException {
        Set<Integer> timers = new HashSet<>();
        for (SiginfoEntry entry : queue.getSignalsList()) {
            timer(checked(entry)).ifPresent(timers::add);
        }
        return timers;
    }

    private static OptionalInt timer(byte[] siginfo) {
        ByteBuffer fields = ByteBuffer.wrap(siginfo).order(ByteOrder.LITTLE_ENDIAN);
        return fields.getInt(Signals.SI_CODE) == Signals.SI_TIMER
                ? OptionalInt.of(fields.getInt(Signals.SI_TIMER_ID))
                : OptionalInt.empty();
    }

    private static List<byte[]> toSend(SignalQueueEntry queue, Set<Integer> sendingAgain) throws ImageException {
        List<byte[]> siginfos = new ArrayList<>();
        for (SiginfoEntry entry : queue.getSignalsList()) {
            byte[] siginfo = checked(entry);
            OptionalInt timer = timer(siginfo);
            if (timer.isEmpty() || !sendingAgain.contains(timer.getAsInt())) {
                siginfos.add(siginfo);
            }
        }
        return siginfos;
    }

    /**
     * Image to kernel, pending for the whole task.
     *
     * @param sendingAgain timers that are going to send theirs themselves
     */
    public static void restoreShared(Batch batch, int pid, SignalQueueEntry queue, Set<Integer> sendingAgain)
            throws IOException {
        for (byte[] siginfo : toSend(queue, sendingAgain)) {
            makeRoom(batch);
            batch.add("rt_sigqueueinfo", Nr.RT_SIGQUEUEINFO, pid, number(siginfo), batch.data(siginfo));
        }
    }

    /** The same, pending for one thread, which makes the call. */
    public static void restorePrivate(Batch batch, int pid, int tid, SignalQueueEntry queue, Set<Integer> sendingAgain)
            throws IOException {
        for (byte[] siginfo : toSend(queue, sendingAgain)) {
            makeRoom(batch);
            batch.add("rt_tgsigqueueinfo", Nr.RT_TGSIGQUEUEINFO, pid, tid, number(siginfo), batch.data(siginfo));
        }
    }

    /** Thousands may be pending; what is in the batch already is called then. */
    private static void makeRoom(Batch batch) throws IOException {
        if (!batch.hasRoom(4, 4 * Signals.SIGINFO_SIZE)) {
            batch.runAndClear();
        }
    }

    /** Which signals are waiting in a queue of an image; bit 0 is signal 1. */
    public static long set(SignalQueueEntry queue) throws ImageException {
        long set = 0;
        for (SiginfoEntry entry : queue.getSignalsList()) {
            set |= 1L << (number(checked(entry)) - 1);
        }
        return set;
    }

    private static byte[] checked(SiginfoEntry entry) throws ImageException {
        byte[] siginfo = entry.getSiginfo().toByteArray();
        if (siginfo.length != Signals.SIGINFO_SIZE || number(siginfo) < 1 || number(siginfo) > Signals.COUNT) {
            throw new ImageException("A pending signal in a core image is not a siginfo of this architecture.");
        }
        return siginfo;
    }

    private static int number(byte[] siginfo) {
        return siginfo[0] | siginfo[1] << 8;
    }
}
