package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.procfs.Ids;
import dev.ferry.engine.procfs.Limits;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.OomScoreAdj;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Affinity;
import dev.ferry.linux.process.IoPriority;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Describes one task: who it is, what it may do and what it asks of the kernel. */
final class TaskFactsCollector {
    private static final int SCHED_FIFO = 1;
    private static final int SCHED_RR = 2;
    private static final int SCHED_DEADLINE = 6;

    private TaskFactsCollector() {}

    /** A zombie has nothing left but its ids. */
    static TaskFacts.Builder zombie(ProcessRow task) {
        return TaskFacts.newBuilder()
                .setPid(task.pid())
                .setSid(task.session())
                .setPgid(task.pgrp())
                .setUid(task.uid())
                .setComm(task.comm());
    }

    /**
     * A living task.
     *
     * @param mappings how many it has
     */
    static TaskFacts.Builder living(ProcessRow task, List<OpenDescriptor> open, int mappings) throws IOException {
        TaskFacts.Builder facts = zombie(task).setMappings(mappings);
        addRights(task.pid(), facts);
        addThreads(task.pid(), facts);
        addBindings(task.pid(), facts);
        Limits limits = Limits.read(task.pid());
        return facts.addAllSoftLimits(limits.soft())
                .addAllHardLimits(limits.hard())
                .setOomScoreAdj(OomScoreAdj.read(task.pid()))
                .setHighestFd(open.stream().mapToInt(OpenDescriptor::fd).max().orElse(0));
    }

    private static void addRights(int pid, TaskFacts.Builder facts) throws IOException {
        Status status = Status.read(pid);
        Set<Integer> gids = new LinkedHashSet<>(all(status.gids()));
        gids.addAll(status.groups());
        facts.setUid(status.uids().effective())
                .addAllUids(all(status.uids()))
                .addAllGids(gids)
                .setCapabilities(status.capPrm());
    }

    private static Set<Integer> all(Ids ids) {
        return new LinkedHashSet<>(List.of(ids.real(), ids.effective(), ids.saved(), ids.fs()));
    }

    private static void addThreads(int pid, TaskFacts.Builder facts) throws IOException {
        int nice = Integer.MAX_VALUE;
        for (int tid : ProcessTable.tasks(pid)) {
            try {
                Stat thread = Stat.read(pid, tid);
                nice = Math.min(nice, thread.nice());
                facts.addTids(tid).setRealTime(facts.getRealTime() || isRealTime(thread.policy()));
            } catch (NoSuchProcessException threadHasEnded) {
                // Then it does not have to be made.
            }
        }
        facts.setNice(nice == Integer.MAX_VALUE ? 0 : nice);
    }

    /** Where its threads may run, if not everywhere, and whether one is in the real-time class of I/O. */
    private static void addBindings(int pid, TaskFacts.Builder facts) throws IOException {
        Affinity here = Affinity.ofCaller();
        Set<ByteString> sets = new LinkedHashSet<>();
        for (int tid : ProcessTable.tasks(pid)) {
            try {
                Affinity cpus = Affinity.of(tid);
                if (!cpus.covers(here) && sets.size() < FactsBounds.MAX_CPU_SETS) {
                    sets.add(ByteString.copyFrom(cpus.bytes()));
                }
                facts.setRestricted(
                        facts.getRestricted() || Status.read(pid, tid).seccomp().orElse(0) != 0);
                facts.setRealTimeIo(facts.getRealTimeIo() || IoPriority.of(tid).isRealTime());
            } catch (ErrnoException threadHasEnded) {
                if (!threadHasEnded.is(Errno.ESRCH)) {
                    throw threadHasEnded;
                }
            }
        }
        facts.addAllCpus(sets);
    }

    private static boolean isRealTime(int policy) {
        return policy == SCHED_FIFO || policy == SCHED_RR || policy == SCHED_DEADLINE;
    }
}
