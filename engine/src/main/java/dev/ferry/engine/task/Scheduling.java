package dev.ferry.engine.task;

import static dev.ferry.linux.abi.Sched.ATTR_DEADLINE;
import static dev.ferry.linux.abi.Sched.ATTR_FLAGS;
import static dev.ferry.linux.abi.Sched.ATTR_NICE;
import static dev.ferry.linux.abi.Sched.ATTR_PERIOD;
import static dev.ferry.linux.abi.Sched.ATTR_POLICY;
import static dev.ferry.linux.abi.Sched.ATTR_PRIORITY;
import static dev.ferry.linux.abi.Sched.ATTR_RUNTIME;
import static dev.ferry.linux.abi.Sched.ATTR_SIZE;
import static dev.ferry.linux.abi.Sched.IOPRIO_WHO_PROCESS;
import static dev.ferry.linux.abi.Sched.SIZEOF_CPU_SET;
import static dev.ferry.linux.abi.Sched.SIZEOF_SCHED_ATTR;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.ThreadCoreEntry;
import dev.ferry.engine.image.proto.ThreadScheduling;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.process.Affinity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a thread is scheduled, sched(7): policy, priority and nice value, which CRIU's images have; and the CPUs that it is bound
 * to, its I/O priority and its timer slack, which they have not.
 */
public final class Scheduling {
    private static final int ITSELF = 0;
    private static final int SCHED_DEADLINE = 6;
    /** {@code SCHED_RESET_ON_FORK}, in a policy. */
    private static final int RESET_ON_FORK = 0x4000_0000;

    /** {@code SCHED_FLAG_RESET_ON_FORK}, in struct sched_attr. */
    private static final long FLAG_RESET_ON_FORK = 1;

    private static final long USUAL_SLACK = 50_000;

    private Scheduling() {}

    /**
     * Kernel to images.
     *
     * @param more is left as it is if there is nothing but the usual
     */
    public static Reading collect(Batch batch, ThreadCoreEntry.Builder core, ThreadScheduling.Builder more)
            throws ErrnoException {
        long attributes = batch.reserve(SIZEOF_SCHED_ATTR);
        batch.add("sched_getattr", Nr.SCHED_GETATTR, ITSELF, attributes, SIZEOF_SCHED_ATTR, 0);
        long cpus = batch.reserve(SIZEOF_CPU_SET);
        int length = batch.add("sched_getaffinity", Nr.SCHED_GETAFFINITY, ITSELF, SIZEOF_CPU_SET, cpus);
        int ioPriority = batch.add("ioprio_get", Nr.IOPRIO_GET, IOPRIO_WHO_PROCESS, ITSELF);
        int slack = batch.add("prctl(GET_TIMERSLACK)", Nr.PRCTL, Prctl.GET_TIMERSLACK);
        Affinity here = Affinity.ofCaller();
        return done -> {
            takeAttributes(done.memory(attributes, SIZEOF_SCHED_ATTR), core, more);
            takeCpus(done.memory(cpus, (int) done.result(length)), here, more);
            if (done.result(ioPriority) != 0) {
                more.setIoPriority((int) done.result(ioPriority));
            }
            // A real-time thread has none.
            if (done.result(slack) != USUAL_SLACK && done.result(slack) != 0) {
                more.setTimerSlackNs(done.result(slack));
            }
        };
    }

    private static void takeAttributes(
            ByteBuffer attributes, ThreadCoreEntry.Builder core, ThreadScheduling.Builder more) {
        int policy = attributes.getInt(ATTR_POLICY);
        core.setSchedPolicy(policy).setSchedNice(attributes.getInt(ATTR_NICE));
        if (attributes.getInt(ATTR_PRIORITY) != 0) {
            core.setSchedPrio(attributes.getInt(ATTR_PRIORITY));
        }
        if (attributes.getLong(ATTR_FLAGS) != 0) {
            more.setFlags(attributes.getLong(ATTR_FLAGS));
        }
        if (policy == SCHED_DEADLINE) {
            more.setRuntimeNs(attributes.getLong(ATTR_RUNTIME))
                    .setDeadlineNs(attributes.getLong(ATTR_DEADLINE))
                    .setPeriodNs(attributes.getLong(ATTR_PERIOD));
        }
    }

    /** Who may run wherever we may is not bound. */
    private static void takeCpus(ByteBuffer set, Affinity here, ThreadScheduling.Builder more) {
        byte[] bytes = new byte[set.remaining()];
        set.get(bytes);
        Affinity cpus = new Affinity(bytes);
        if (!cpus.covers(here)) {
            more.setCpus(ByteString.copyFrom(cpus.bytes()));
        }
    }

    /**
     * Images to kernel, by the thread itself; what is usual is left alone, so that nothing needs a privilege without reason. The
     * kernel takes those of the CPUs that exist; if none does, the thread is not bound.
     */
    public static void restore(Batch batch, ThreadCoreEntry core, ThreadScheduling more) throws ImageException {
        if (more.getCpus().size() > SIZEOF_CPU_SET) {
            throw new ImageException("ferry-scheduling has a thread that is bound to more CPUs than a kernel knows.");
        }
        if (more.hasCpus()) {
            long cpus = batch.data(more.getCpus().toByteArray());
            batch.addMayFail(
                    "sched_setaffinity",
                    Nr.SCHED_SETAFFINITY,
                    ITSELF,
                    more.getCpus().size(),
                    cpus);
        }
        if (core.getSchedPolicy() != 0 || core.getSchedNice() != 0 || more.getFlags() != 0) {
            batch.add("sched_setattr", Nr.SCHED_SETATTR, ITSELF, batch.data(attributes(core, more)), 0);
        }
        if (more.hasIoPriority()) {
            batch.add("ioprio_set", Nr.IOPRIO_SET, IOPRIO_WHO_PROCESS, ITSELF, more.getIoPriority());
        }
        if (more.hasTimerSlackNs()) {
            batch.add("prctl(SET_TIMERSLACK)", Nr.PRCTL, Prctl.SET_TIMERSLACK, more.getTimerSlackNs());
        }
    }

    /** CRIU has it in the policy, as sched_getscheduler(2) gives it. */
    private static boolean isResetOnFork(ThreadCoreEntry core) {
        return (core.getSchedPolicy() & RESET_ON_FORK) != 0;
    }

    private static byte[] attributes(ThreadCoreEntry core, ThreadScheduling more) {
        ByteBuffer attributes = ByteBuffer.allocate(SIZEOF_SCHED_ATTR).order(ByteOrder.LITTLE_ENDIAN);
        return attributes
                .putInt(ATTR_SIZE, SIZEOF_SCHED_ATTR)
                .putInt(ATTR_POLICY, core.getSchedPolicy() & ~RESET_ON_FORK)
                .putLong(ATTR_FLAGS, more.getFlags() | (isResetOnFork(core) ? FLAG_RESET_ON_FORK : 0))
                .putInt(ATTR_NICE, core.getSchedNice())
                .putInt(ATTR_PRIORITY, core.getSchedPrio())
                .putLong(ATTR_RUNTIME, more.getRuntimeNs())
                .putLong(ATTR_DEADLINE, more.getDeadlineNs())
                .putLong(ATTR_PERIOD, more.getPeriodNs())
                .array();
    }
}
