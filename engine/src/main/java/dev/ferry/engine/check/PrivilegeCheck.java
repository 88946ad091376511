package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whether this engine has the privileges that making such a tree takes: capabilities(7). Each that lacks is named, with what for. */
final class PrivilegeCheck {
    private static final int RLIMIT_NICE = 13;
    private static final int RLIMIT_RTPRIO = 14;
    private static final int LARGEST_NICE = 20;
    private static final int FIRST_FREE_PORT = 1024;
    private static final String OBJECT = "ferry on the destination";

    private final Receiver receiver;
    private final TreeFacts facts;
    private final Findings findings;

    private PrivilegeCheck(Receiver receiver, TreeFacts facts, Findings findings) {
        this.receiver = receiver;
        this.facts = facts;
        this.findings = findings;
    }

    static void look(TreeFacts facts, List<FileFacts> placed, Receiver receiver, Findings findings) throws IOException {
        PrivilegeCheck check = new PrivilegeCheck(receiver, facts, findings);
        check.restoring();
        check.otherUsers();
        check.otherGroups();
        check.scheduling();
        check.ioScheduling();
        check.filters();
        check.ports((int) KernelText.number(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"))
                .orElse(FIRST_FREE_PORT));
        check.connections();
        check.owners(placed);
        check.capabilities();
        check.oomScore(
                (int) KernelText.number(Path.of("/proc/self/oom_score_adj")).orElse(0));
    }

    private void restoring() {
        if (!receiver.has(Capability.CAP_SYS_ADMIN)) {
            require(Capability.CAP_CHECKPOINT_RESTORE, "giving pids");
        }
        if (!receiver.has(Capability.CAP_SYS_ADMIN) && !receiver.traceable()) {
            require(Capability.CAP_SYS_PTRACE, "restoring");
        }
    }

    private void otherUsers() {
        task(task -> uids(task).stream().anyMatch(uid -> !receiver.isUser(uid)))
                .ifPresent(task -> require(Capability.CAP_SETUID, "another user's " + name(task)));
    }

    /** An older engine does not tell groups: then another user has others. */
    private void otherGroups() {
        task(task -> task.getGidsCount() == 0
                        ? !receiver.isUser(task.getUid())
                        : !new HashSet<>(task.getGidsList()).containsAll(receiver.groups())
                                || task.getGidsList().stream().anyMatch(gid -> !receiver.isInGroup(gid)))
                .ifPresent(task -> require(Capability.CAP_SETGID, "the groups of " + name(task)));
    }

    /** The limits of setpriority(2) and sched_setscheduler(2) for those without the privilege. */
    private void scheduling() {
        int lowest = Math.min(
                receiver.nice(), LARGEST_NICE - (int) Math.min(LARGEST_NICE * 2, unsigned(receiver.soft(RLIMIT_NICE))));
        task(task -> task.getNice() != 0 && task.getNice() < lowest)
                .ifPresent(task -> require(
                        Capability.CAP_SYS_NICE, "the priority (nice " + task.getNice() + ") of " + name(task)));
        if (receiver.soft(RLIMIT_RTPRIO) == 0) {
            task(TaskFacts::getRealTime)
                    .ifPresent(task -> require(Capability.CAP_SYS_NICE, "the real-time scheduling of " + name(task)));
        }
    }

    private void ioScheduling() {
        if (!receiver.has(Capability.CAP_SYS_ADMIN)) {
            task(TaskFacts::getRealTimeIo)
                    .ifPresent(task -> require(Capability.CAP_SYS_NICE, "the real-time I/O class of " + name(task)));
        }
    }

    private void filters() {
        task(TaskFacts::getRestricted)
                .ifPresent(task -> require(Capability.CAP_SYS_ADMIN, "the seccomp filter of " + name(task)));
    }

    private void ports(int firstFree) {
        for (PortFacts port : facts.getPortsList()) {
            if (port.getPort() < firstFree) {
                require(Capability.CAP_NET_BIND_SERVICE, PortCheck.name(port));
                return;
            }
        }
    }

    private void connections() {
        if (facts.getConnectionsCount() > 0) {
            require(Capability.CAP_NET_ADMIN, "moving TCP connections");
        }
    }

    private void owners(List<FileFacts> placed) {
        placed.stream()
                .filter(file -> !receiver.isUser(file.getUid()) || !receiver.isInGroup(file.getGid()))
                .findFirst()
                .ifPresent(file -> require(Capability.CAP_CHOWN, "the owner of " + file.getPath()));
    }

    /** Nobody can give more than he has. */
    private void capabilities() {
        for (TaskFacts task : facts.getTasksList()) {
            List<Capability> lacking = Capability.in(task.getCapabilities() & ~receiver.permitted());
            if (!lacking.isEmpty()) {
                String names =
                        String.join(", ", lacking.stream().map(Enum::name).toList());
                findings.blocker(
                        "capability",
                        name(task),
                        "has " + names + ", which ferry on the destination does not have and can not give",
                        "run ferry there with it, or drop it from the program");
                return;
            }
        }
    }

    private void oomScore(int own) {
        if (!receiver.has(Capability.CAP_SYS_RESOURCE)) {
            task(task -> task.getOomScoreAdj() < own)
                    .ifPresent(task -> findings.warning(
                            "oom-score",
                            name(task),
                            "has the oom_score_adj " + task.getOomScoreAdj()
                                    + ", which ferry on the destination may not be allowed to give without CAP_SYS_RESOURCE",
                            receiver.isConfined() ? receiver.remedy() : "run ferry there with it"));
        }
    }

    private void require(Capability capability, String what) {
        if (!receiver.has(capability)) {
            String confined =
                    receiver.isConfined() ? " and which it gives up when " + receiver.user() + " brings a program" : "";
            findings.blocker(
                    "missing-privilege",
                    OBJECT,
                    "lacks " + capability + ", which " + what + " takes" + confined,
                    receiver.remedy());
        }
    }

    private Optional<TaskFacts> task(Predicate<TaskFacts> which) {
        return facts.getTasksList().stream().filter(which).findFirst();
    }

    private static Set<Integer> uids(TaskFacts task) {
        Set<Integer> uids = new HashSet<>(task.getUidsList());
        uids.add(task.getUid());
        return uids;
    }

    private static long unsigned(long limit) {
        return limit < 0 ? Long.MAX_VALUE : limit;
    }

    static String name(TaskFacts task) {
        return "process " + task.getPid() + " (" + task.getComm() + ")";
    }
}
