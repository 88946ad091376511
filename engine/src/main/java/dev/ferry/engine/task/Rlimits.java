package dev.ferry.engine.task;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.RlimitEntry;
import dev.ferry.engine.image.proto.TaskRlimitsEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Rlimit;

/** The resource limits of a task, prlimit(2), set and read from outside. */
public final class Rlimits {
    private Rlimits() {}

    /** Kernel to image. */
    public static TaskRlimitsEntry toImage(int pid) throws ErrnoException {
        TaskRlimitsEntry.Builder image = TaskRlimitsEntry.newBuilder();
        for (int resource = 0; resource < Rlimit.COUNT; resource++) {
            Rlimit limit = Rlimit.read(pid, resource);
            image.addRlimits(RlimitEntry.newBuilder().setCur(limit.soft()).setMax(limit.hard()));
        }
        return image.build();
    }

    /**
     * Image to kernel. Without CAP_SYS_RESOURCE a hard limit can not be raised above the one of this process; then the soft
     * limit is kept if it fits, and the hard one stays what this host allows.
     */
    public static void restore(int pid, TaskRlimitsEntry image) throws ErrnoException, ImageException {
        if (image.getRlimitsCount() > Rlimit.COUNT) {
            throw new ImageException("A core image has " + image.getRlimitsCount() + " resource limits.");
        }
        for (int resource = 0; resource < image.getRlimitsCount(); resource++) {
            RlimitEntry wanted = image.getRlimits(resource);
            Rlimit limit = new Rlimit(resource, wanted.getCur(), wanted.getMax());
            if (!limit.equals(Rlimit.read(pid, resource))) {
                apply(pid, limit);
            }
        }
    }

    private static void apply(int pid, Rlimit limit) throws ErrnoException {
        try {
            limit.apply(pid);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            long allowed = Rlimit.read(pid, limit.resource()).hard();
            long soft = Long.compareUnsigned(limit.soft(), allowed) <= 0 ? limit.soft() : allowed;
            new Rlimit(limit.resource(), soft, allowed).apply(pid);
        }
    }
}
