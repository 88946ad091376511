package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.SeccompEntry;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.engine.image.proto.TaskRlimitsEntry;
import dev.ferry.engine.image.proto.ThreadCoreEntry;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.task.Credentials;
import dev.ferry.engine.task.Itimers;
import dev.ferry.engine.task.PendingSignals;
import dev.ferry.engine.task.PosixTimers;
import dev.ferry.engine.task.Reading;
import dev.ferry.engine.task.Rlimits;
import dev.ferry.engine.task.Scheduling;
import dev.ferry.engine.task.ThreadPointers;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes the threads of a task, and restores what each of them, the leader included, has for itself. */
final class ThreadStage {
    private static final long THREAD_FLAGS = Sched.CLONE_VM
            | Sched.CLONE_FS
            | Sched.CLONE_FILES
            | Sched.CLONE_SIGHAND
            | Sched.CLONE_SYSVSEM
            | Sched.CLONE_THREAD;
    private static final int COMM_LENGTH = 16;

    private ThreadStage() {}

    /** Clones all threads; they share everything that the leader has by now. */
    static void cloneThreads(RestoringTask task) throws IOException {
        for (int tid : task.plan().cores().keySet()) {
            if (tid != task.pid()) {
                Tracee tracee = TreeCloner.clone(tid, task.leader(), task.trampoline(), THREAD_FLAGS, 0);
                task.addThread(tid, tracee);
            }
        }
    }

    /** Restores every thread; credentials come last, because afterwards a thread may have lost the right to do more. */
    static void restore(RestoringTask task) throws IOException {
        for (Map.Entry<Integer, CoreEntry> core : task.plan().cores().entrySet()) {
            restore(task, core.getKey(), core.getValue());
        }
    }

    private static void restore(RestoringTask task, int tid, CoreEntry core) throws IOException {
        ThreadCoreEntry thread = core.getThreadCore();
        Trampoline trampoline = task.trampolineOf(tid);
        Batch batch = trampoline.batch();
        ThreadPointers.restore(batch, core.getThreadInfo(), thread);
        String name = thread.hasComm() ? thread.getComm() : core.getTc().getComm();
        batch.add("prctl(SET_NAME)", Nr.PRCTL, Prctl.SET_NAME, batch.data(comm(name)));
        PendingSignals.restorePrivate(
                batch,
                task.pid(),
                tid,
                thread.getSignalsP(),
                PosixTimers.sendingAgain(task.plan().leader().getTc().getTimers()));
        Scheduling.restore(batch, thread, task.plan().schedulingOf(tid));
        batch.run();
    }

    /** Limits, timers, and the users of every thread. */
    static void finish(RestoringTask task, SeccompEntry filters) throws IOException {
        restoreLimits(task);
        restorePosixTimers(task);
        for (Map.Entry<Integer, CoreEntry> core : task.plan().cores().entrySet()) {
            int tid = core.getKey();
            Batch batch = task.trampolineOf(tid).batch();
            if (tid == task.pid()) {
                Itimers.restore(batch, core.getValue().getTc().getTimers());
            }
            SeccompStage.installOwn(task, tid, batch, filters);
            Status here = Status.read(task.pid(), tid);
            Credentials.restore(batch, core.getValue().getThreadCore().getCreds(), here);
            // Behind the credentials, which clear it.
            int deathSignal = core.getValue().getThreadCore().getPdeathSig();
            if (deathSignal != 0) {
                batch.add("prctl(SET_PDEATHSIG)", Nr.PRCTL, Prctl.SET_PDEATHSIG, deathSignal);
            }
            batch.run();
        }
        Batch batch = task.batch();
        int dumpable = task.plan().mm().getDumpable();
        if (dumpable != 1 || task.plan().leader().getThreadCore().getCreds().getUid() != 0) {
            batch.addMayFail("prctl(SET_DUMPABLE)", Nr.PRCTL, Prctl.SET_DUMPABLE, dumpable == 1 ? 1 : 0);
        }
        batch.run();
        SeccompStage.installStrict(task);
    }

    private static void restorePosixTimers(RestoringTask task) throws IOException {
        TaskCoreEntry leader = task.plan().leader().getTc();
        Set<Integer> waiting = new HashSet<>(PendingSignals.timersOf(leader.getSignalsS()));
        for (CoreEntry core : task.plan().cores().values()) {
            waiting.addAll(PendingSignals.timersOf(core.getThreadCore().getSignalsP()));
        }
        PosixTimers.restore(
                task.pid(), leader.getTimers(), tid -> task.trampolineOf(tid).batch(), waiting);
    }

    private static void restoreLimits(RestoringTask task) throws IOException {
        TaskRlimitsEntry.Builder here = TaskRlimitsEntry.newBuilder();
        Batch question = task.batch();
        Reading answer = Rlimits.collect(question, here);
        question.run();
        answer.take(question);
        Batch batch = task.batch();
        Rlimits.restore(batch, task.plan().leader().getTc().getRlimits(), here.build());
        batch.run();
    }

    private static byte[] comm(String name) {
        return Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), COMM_LENGTH);
    }
}
