package dev.ferry.engine.task;

import dev.ferry.engine.image.proto.ItimerEntry;
import dev.ferry.engine.image.proto.TaskTimersEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The three interval timers of a task, getitimer(2): real, virtual and profiling time. */
public final class Itimers {
    /** {@code struct itimerval}: interval and value, seconds and microseconds each. */
    private static final int SIZE = 32;

    private Itimers() {}

    /** Kernel to image. */
    public static Reading collect(Batch batch, TaskTimersEntry.Builder image) {
        long[] answers = new long[3];
        for (int which = 0; which < answers.length; which++) {
            answers[which] = batch.reserve(SIZE);
            batch.add("getitimer", Nr.GETITIMER, which, answers[which]);
        }
        return done -> image.setReal(entry(done.memory(answers[0], SIZE)))
                .setVirt(entry(done.memory(answers[1], SIZE)))
                .setProf(entry(done.memory(answers[2], SIZE)));
    }

    /** Image to kernel. */
    public static void restore(Batch batch, TaskTimersEntry image) {
        set(batch, 0, image.getReal());
        set(batch, 1, image.getVirt());
        set(batch, 2, image.getProf());
    }

    private static ItimerEntry entry(ByteBuffer timer) {
        return ItimerEntry.newBuilder()
                .setIsec(timer.getLong(0))
                .setIusec(timer.getLong(8))
                .setVsec(timer.getLong(16))
                .setVusec(timer.getLong(24))
                .build();
    }

    /**
     * A periodic timer that is not armed has gone off, and is armed again by the kernel when its signal is taken. That signal is
     * among the pending ones; to get the kernel back into this state the timer goes off at once, and both are one signal.
     */
    private static void set(Batch batch, int which, ItimerEntry timer) {
        boolean periodic = timer.getIsec() != 0 || timer.getIusec() != 0;
        boolean armed = timer.getVsec() != 0 || timer.getVusec() != 0;
        if (!armed && !periodic) {
            return;
        }
        long microseconds = armed ? timer.getVusec() : 1;
        ByteBuffer struct = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        struct.putLong(timer.getIsec())
                .putLong(timer.getIusec())
                .putLong(timer.getVsec())
                .putLong(microseconds);
        batch.add("setitimer", Nr.SETITIMER, which, batch.data(struct.array()), 0);
    }
}
