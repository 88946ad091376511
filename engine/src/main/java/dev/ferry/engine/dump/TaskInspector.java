package dev.ferry.engine.dump;

import dev.ferry.engine.freeze.FrozenTask;
import dev.ferry.engine.freeze.FrozenThread;
import dev.ferry.engine.freeze.RseqSections;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.RseqEntry;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.engine.image.proto.TaskRlimitsEntry;
import dev.ferry.engine.image.proto.TaskTimersEntry;
import dev.ferry.engine.image.proto.ThreadCoreEntry;
import dev.ferry.engine.image.proto.ThreadInfoX86;
import dev.ferry.engine.image.proto.ThreadScheduling;
import dev.ferry.engine.procfs.Auxv;
import dev.ferry.engine.procfs.Comm;
import dev.ferry.engine.procfs.Smaps;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.task.Credentials;
import dev.ferry.engine.task.GeneralRegisters;
import dev.ferry.engine.task.Itimers;
import dev.ferry.engine.task.LoginUid;
import dev.ferry.engine.task.PendingSignals;
import dev.ferry.engine.task.PosixTimers;
import dev.ferry.engine.task.Reading;
import dev.ferry.engine.task.Registrations;
import dev.ferry.engine.task.Rlimits;
import dev.ferry.engine.task.Scheduling;
import dev.ferry.engine.task.SeccompFilters;
import dev.ferry.engine.task.SignalHandlers;
import dev.ferry.engine.task.ThreadPointers;
import dev.ferry.engine.task.Xstate;
import dev.ferry.engine.task.XstateLayout;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.ptrace.RseqConfiguration;
import dev.ferry.linux.ptrace.SyscallInstruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks a frozen task for its state: from outside where the kernel lets us, else by system calls that its own threads make. What
 * the threads are made to do is over, and they are parked, when {@link #inspect} returns.
 */
final class TaskInspector {
    static final int ALIVE = 1;
    static final int DEAD = 2;
    static final int STOPPED = 3;

    private final FrozenTask task;
    private final SeccompFilters filters;
    private final Stat stat;
    private final Status status;
    private final List<ThreadScheduling> scheduling = new ArrayList<>();

    private TaskInspector(FrozenTask task, SeccompFilters filters) throws IOException {
        this.task = task;
        this.filters = filters;
        this.stat = Stat.read(task.pid());
        this.status = Status.read(task.pid());
    }

    /** The state of one task. */
    static InspectedTask inspect(FrozenTask task, SeccompFilters filters) throws IOException {
        TaskInspector inspector = new TaskInspector(task, filters);
        return task.isZombie() ? inspector.zombie() : inspector.living();
    }

    private InspectedTask zombie() {
        TaskCoreEntry core = TaskCoreEntry.newBuilder()
                .setTaskState(DEAD)
                .setExitCode(stat.exitCode())
                .setPersonality(0)
                .setFlags(stat.flags())
                .setBlkSigset(0)
                .setComm(stat.comm())
                .build();
        CoreEntry image = CoreEntry.newBuilder()
                .setMtype(CoreEntry.March.X86_64)
                .setTc(core)
                .build();
        return new InspectedTask(
                task.pid(), stat, 0, Map.of(task.pid(), image), scheduling, MmEntry.getDefaultInstance(), List.of());
    }

    private InspectedTask living() throws IOException {
        int pid = task.pid();
        TaskCoreEntry.Builder taskCore = taskCoreFromOutside();
        MmEntry.Builder mm = mmFromOutside();
        Map<Integer, CoreEntry> cores = new LinkedHashMap<>();
        long instruction = SyscallInstruction.find(pid);
        // Read before anything is mapped by us.
        var mappings = Smaps.read(pid);
        try (ProcessMemory memory = ProcessMemory.open(pid)) {
            RseqSections.leave(task, memory);
            suspendFilters(task.leader(), status);
            try (RemoteSyscalls remote = RemoteSyscalls.on(task.leader().tracee(), instruction);
                    Trampoline trampoline = Trampoline.map(remote, memory)) {
                CoreEntry.Builder leader = inspectLeader(remote, memory, trampoline, taskCore, mm);
                cores.put(pid, leader.build());
                for (FrozenThread thread : task.threads()) {
                    if (thread.tid() != pid) {
                        cores.put(thread.tid(), inspectThread(thread, instruction, memory, trampoline.address()));
                    }
                }
            }
        }
        return new InspectedTask(pid, stat, status.umask().orElse(022), cores, scheduling, mm.buildPartial(), mappings);
    }

    private CoreEntry.Builder inspectLeader(
            RemoteSyscalls remote,
            ProcessMemory memory,
            Trampoline trampoline,
            TaskCoreEntry.Builder taskCore,
            MmEntry.Builder mm)
            throws IOException {
        Batch batch = trampoline.batch();
        TaskTimersEntry.Builder timers = TaskTimersEntry.newBuilder();
        TaskRlimitsEntry.Builder limits = TaskRlimitsEntry.newBuilder();
        List<Reading> readings = List.of(
                SignalHandlers.collect(batch, taskCore),
                Itimers.collect(batch, timers),
                Rlimits.collect(batch, limits),
                mmByCalls(batch, taskCore, mm));
        CoreEntry.Builder core = inspect(task.leader(), remote, memory, batch, readings);
        PosixTimers.collect(task.pid(), trampoline::batch, timers);
        // After the timers: one that fires in between is then seen as a signal.
        taskCore.setSignalsS(PendingSignals.toImage(task.leader().tracee().pendingSignals(true)));
        return core.setTc(taskCore.setTimers(timers)
                .setRlimits(limits)
                .setBlkSigset(core.getThreadCore().getBlkSigset()));
    }

    /** So that they do not end or refuse what the thread is made to do. */
    private static void suspendFilters(FrozenThread thread, Status status) throws IOException {
        if (status.seccomp().orElse(0) != 0) {
            thread.tracee().suspendSeccomp();
        }
    }

    private CoreEntry inspectThread(FrozenThread thread, long instruction, ProcessMemory memory, long scratch)
            throws IOException {
        suspendFilters(thread, Status.read(task.pid(), thread.tid()));
        try (RemoteSyscalls remote = RemoteSyscalls.on(thread.tracee(), instruction)) {
            Batch batch = Trampoline.inherited(remote, memory, scratch).batch();
            return inspect(thread, remote, memory, batch, List.of()).build();
        }
    }

    private CoreEntry.Builder inspect(
            FrozenThread thread, RemoteSyscalls remote, ProcessMemory memory, Batch batch, List<Reading> more)
            throws IOException {
        Status threadStatus = Status.read(task.pid(), thread.tid());
        byte[] xsave = thread.tracee().xstate();
        ThreadInfoX86.Builder info = ThreadInfoX86.newBuilder()
                .setGpregs(GeneralRegisters.toImage(RestartedCall.original(remote.savedRegisters(), memory)))
                .setFpregs(Xstate.toImage(thread.tid(), xsave, XstateLayout.ofThisCpu()));
        ThreadCoreEntry.Builder core = threadCoreFromOutside(thread, remote.savedMask());
        filters.collect(thread.tracee(), threadStatus.seccomp().orElse(0), core);
        CredsEntry.Builder creds = CredsEntry.newBuilder();
        Reading pointers = ThreadPointers.collect(batch, thread.tid(), info, core);
        Reading users = Credentials.collect(batch, threadStatus, creds);
        ThreadScheduling.Builder scheduled = ThreadScheduling.newBuilder();
        Reading schedule = Scheduling.collect(batch, core, scheduled);
        long deathSignal = batch.reserve(Integer.BYTES);
        batch.add("prctl(GET_PDEATHSIG)", Nr.PRCTL, Prctl.GET_PDEATHSIG, deathSignal);
        batch.run();
        pointers.take(batch);
        users.take(batch);
        schedule.take(batch);
        if (!scheduled.buildPartial().equals(ThreadScheduling.getDefaultInstance())) {
            scheduling.add(scheduled.setTid(thread.tid()).build());
        }
        for (Reading reading : more) {
            reading.take(batch);
        }
        core.setSignalsP(PendingSignals.toImage(thread.tracee().pendingSignals(false)));
        return CoreEntry.newBuilder()
                .setMtype(CoreEntry.March.X86_64)
                .setThreadInfo(info)
                .setThreadCore(core.setCreds(creds)
                        .setPdeathSig(batch.memory(deathSignal, Integer.BYTES).getInt(0)));
    }

    private TaskCoreEntry.Builder taskCoreFromOutside() throws IOException {
        int stopSignal = task.leader().stopSignal();
        TaskCoreEntry.Builder core = TaskCoreEntry.newBuilder()
                .setTaskState(stopSignal == 0 ? ALIVE : STOPPED)
                .setExitCode(0)
                .setPersonality(Integer.parseUnsignedInt(read("personality"), 16))
                .setFlags(stat.flags())
                .setBlkSigset(0)
                .setComm(Comm.read(task.pid()).toString())
                .setOomScoreAdj(Integer.parseInt(read("oom_score_adj")));
        LoginUid.dump(task.pid(), core);
        return stopSignal == 0 ? core : core.setStopSigno(stopSignal);
    }

    private ThreadCoreEntry.Builder threadCoreFromOutside(FrozenThread thread, long mask) throws IOException {
        RseqConfiguration rseq = thread.tracee().rseq();
        ThreadCoreEntry.Builder core = ThreadCoreEntry.newBuilder()
                .setFutexRla(0)
                .setFutexRlaLen(0)
                .setBlkSigset(mask)
                .setComm(Comm.read(task.pid(), thread.tid()).toString());
        if (rseq.isRegistered()) {
            core.setRseqEntry(RseqEntry.newBuilder()
                    .setRseqAbiPointer(rseq.address())
                    .setRseqAbiSize(rseq.size())
                    .setSignature(rseq.signature()));
        }
        return core;
    }

    private MmEntry.Builder mmFromOutside() throws IOException {
        MmEntry.Builder mm = MmEntry.newBuilder()
                .setMmStartCode(stat.startCode())
                .setMmEndCode(stat.endCode())
                .setMmStartData(stat.startData())
                .setMmEndData(stat.endData())
                .setMmStartStack(stat.startStack())
                .setMmStartBrk(stat.startBrk())
                .setMmArgStart(stat.argStart())
                .setMmArgEnd(stat.argEnd())
                .setMmEnvStart(stat.envStart())
                .setMmEnvEnd(stat.envEnd());
        for (Auxv.Entry entry : Auxv.read(task.pid()).entries()) {
            // CRIU has room for 44 words, which today's kernels fill; they end a vector of any length themselves.
            if (entry.type() != Auxv.AT_NULL) {
                mm.addMmSavedAuxv(entry.type()).addMmSavedAuxv(entry.value());
            }
        }
        return mm;
    }

    private static Reading mmByCalls(Batch batch, TaskCoreEntry.Builder core, MmEntry.Builder mm) {
        int brk = batch.add("brk", Nr.BRK, 0);
        int dumpable = batch.add("prctl(GET_DUMPABLE)", Nr.PRCTL, Prctl.GET_DUMPABLE);
        int thp = batch.add("prctl(GET_THP_DISABLE)", Nr.PRCTL, Prctl.GET_THP_DISABLE);
        long subreaper = batch.reserve(Integer.BYTES);
        batch.add("prctl(GET_CHILD_SUBREAPER)", Nr.PRCTL, Prctl.GET_CHILD_SUBREAPER, subreaper);
        int registrations = Registrations.ask(batch);
        return done -> {
            Registrations.read(done.result(registrations), core);
            mm.setMmBrk(done.result(brk))
                    .setDumpable((int) done.result(dumpable))
                    .setThpDisabled(done.result(thp) != 0);
            core.setChildSubreaper(done.memory(subreaper, Integer.BYTES).getInt(0) != 0);
        };
    }

    private String read(String file) throws IOException {
        return Files.readString(Path.of("/proc", Integer.toString(task.pid()), file))
                .strip();
    }
}
