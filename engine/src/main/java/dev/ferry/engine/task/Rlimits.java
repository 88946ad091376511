package dev.ferry.engine.task;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.RlimitEntry;
import dev.ferry.engine.image.proto.TaskRlimitsEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The resource limits of a task, prlimit(2). The task asks and sets them itself: for those of another user's task we would
 * need CAP_SYS_RESOURCE.
 */
public final class Rlimits {
    /** How many limits there are, {@code RLIM_NLIMITS}. */
    private static final int COUNT = 16;

    /** {@code struct rlimit64}: soft and hard limit. */
    private static final int SIZE = 16;

    private static final long ITSELF = 0;

    private Rlimits() {}

    /** Kernel to image. */
    public static Reading collect(Batch batch, TaskRlimitsEntry.Builder image) {
        long answers = batch.reserve(COUNT * SIZE);
        for (int resource = 0; resource < COUNT; resource++) {
            batch.add("prlimit", Nr.PRLIMIT64, ITSELF, resource, 0, answers + (long) resource * SIZE);
        }
        return done -> {
            ByteBuffer limits = done.memory(answers, COUNT * SIZE);
            for (int resource = 0; resource < COUNT; resource++) {
                image.addRlimits(RlimitEntry.newBuilder()
                        .setCur(limits.getLong(resource * SIZE))
                        .setMax(limits.getLong(resource * SIZE + Long.BYTES)));
            }
        };
    }

    /**
     * Image to kernel. Without CAP_SYS_RESOURCE a hard limit can not be raised above the one of this process: then the soft
     * limit is set alone, as high as this host allows, and the hard one stays.
     *
     * @param here the limits that the task has now, from {@link #collect}
     */
    public static void restore(Batch batch, TaskRlimitsEntry image, TaskRlimitsEntry here) throws ImageException {
        if (image.getRlimitsCount() > COUNT) {
            throw new ImageException("A core image has " + image.getRlimitsCount() + " resource limits.");
        }
        for (int resource = 0; resource < image.getRlimitsCount(); resource++) {
            RlimitEntry wanted = image.getRlimits(resource);
            RlimitEntry now = here.getRlimits(resource);
            if (!wanted.equals(now)) {
                set(batch, resource, lower(wanted.getCur(), now.getMax()), now.getMax());
                batch.addMayFail(
                        "prlimit", Nr.PRLIMIT64, ITSELF, resource, limit(batch, wanted.getCur(), wanted.getMax()), 0);
            }
        }
    }

    private static long lower(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    private static void set(Batch batch, int resource, long soft, long hard) {
        batch.add("prlimit", Nr.PRLIMIT64, ITSELF, resource, limit(batch, soft, hard), 0);
    }

    private static long limit(Batch batch, long soft, long hard) {
        ByteBuffer struct = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return batch.data(struct.putLong(soft).putLong(hard).array());
    }
}
