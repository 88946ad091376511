package dev.ferry.engine.task;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.SaEntry;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What a task does on each signal, rt_sigaction(2); the image leaves out SIGKILL and SIGSTOP, which nobody can change. */
public final class SignalHandlers {
    /** {@code struct kernel_sigaction}: handler, flags, restorer, mask, 64 bits each. */
    private static final int SIZE = 32;

    private static final int MASK_SIZE = 8;

    private SignalHandlers() {}

    /** Kernel to image. */
    public static Reading collect(Batch batch, TaskCoreEntry.Builder image) {
        List<Long> answers = new ArrayList<>();
        for (int signal : changeable()) {
            long answer = batch.reserve(SIZE);
            batch.add("rt_sigaction", Nr.RT_SIGACTION, signal, 0, answer, MASK_SIZE);
            answers.add(answer);
        }
        return done -> answers.forEach(answer -> image.addSigactions(entry(done.memory(answer, SIZE))));
    }

    private static SaEntry entry(ByteBuffer action) {
        return SaEntry.newBuilder()
                .setSigaction(action.getLong(0))
                .setFlags(action.getLong(8))
                .setRestorer(action.getLong(16))
                .setMask(action.getLong(24))
                .build();
    }

    /** Image to kernel. */
    public static void restore(Batch batch, TaskCoreEntry image) throws ImageException {
        List<Integer> signals = changeable();
        if (image.getSigactionsCount() != signals.size()) {
            throw new ImageException("A core image has " + image.getSigactionsCount() + " signal actions instead of "
                    + signals.size() + ".");
        }
        for (int i = 0; i < signals.size(); i++) {
            SaEntry action = image.getSigactions(i);
            ByteBuffer struct = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
            struct.putLong(action.getSigaction())
                    .putLong(action.getFlags())
                    .putLong(action.getRestorer())
                    .putLong(action.getMask());
            batch.add("rt_sigaction", Nr.RT_SIGACTION, signals.get(i), batch.data(struct.array()), 0, MASK_SIZE);
        }
    }

    private static List<Integer> changeable() {
        List<Integer> signals = new ArrayList<>();
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            if (signal != Signals.SIGKILL && signal != Signals.SIGSTOP) {
                signals.add(signal);
            }
        }
        return signals;
    }
}
