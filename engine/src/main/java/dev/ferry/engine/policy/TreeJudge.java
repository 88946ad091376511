package dev.ferry.engine.policy;

import dev.ferry.engine.check.Capability;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the policy says about one tree. */
final class TreeJudge {
    private static final String THERE = PolicyFile.PATH + " on the destination";

    private final Admission admission;
    private final Caller caller;
    private final TreeFacts facts;
    private final List<Finding> findings = new ArrayList<>();

    TreeJudge(Admission admission, TreeFacts facts) {
        this.admission = admission;
        this.caller = admission.caller();
        this.facts = facts;
    }

    List<Finding> findings() {
        if (admission.whose() == Whose.NONE) {
            blocker(
                    "policy-sender",
                    caller.name(),
                    "may not bring programs to this host (" + THERE + ")",
                    "ask its root");
            return findings;
        }
        if (admission.whose() == Whose.OWN && !caller.isRoot()) {
            owners();
        }
        size();
        return findings;
    }

    /** A tree of somebody else has other groups and privileges too; one reason is enough. */
    private void owners() {
        Optional<TaskFacts> foreign = first(task -> uids(task).stream().anyMatch(uid -> uid != caller.uid()));
        foreign.ifPresent(task ->
                blocker("policy-user", name(task), "is of user " + others(task) + ", and " + onlyOwn(), letAny()));
        if (foreign.isEmpty()) {
            groups();
            privileges();
        }
    }

    /** An older engine does not tell groups. */
    private void groups() {
        Set<Integer> here = Set.copyOf(caller.groups());
        first(task -> task.getGidsCount() > 0 && !groups(task).equals(here))
                .ifPresent(task -> blocker(
                        "policy-group",
                        name(task),
                        "is in the groups " + numbers(groups(task)) + " and " + caller.name() + " there in "
                                + numbers(here) + ", and " + onlyOwn(),
                        "give " + caller.name() + " the same groups there"));
    }

    private void privileges() {
        first(task -> task.getCapabilities() != 0)
                .ifPresent(task -> blocker(
                        "policy-capability", name(task), "has " + capabilities(task) + ", and " + onlyOwn(), letAny()));
    }

    private void size() {
        TreeLimits limits = admission.limits();
        long tasks = facts.getTasksList().stream()
                .mapToLong(task -> Math.max(1, task.getTidsCount()))
                .sum();
        if (limits.isExceededByTasks(tasks)) {
            blocker(
                    "policy-tasks",
                    "the tree",
                    "has " + tasks + " processes and threads, and " + THERE + " lets "
                            + limits.tasks().getAsInt() + " in",
                    "let root raise \"limit tasks\" there");
        }
        long bytes = facts.getMemoryBytes();
        if (limits.isExceededByMemory(bytes)) {
            blocker(
                    "policy-memory",
                    "the tree",
                    "has " + TreeLimits.mebibytes(bytes) + " MiB of memory, and " + THERE + " lets "
                            + TreeLimits.mebibytes(limits.memoryBytes().getAsLong()) + " MiB in",
                    "let root raise \"limit memory\" there");
        }
    }

    private String onlyOwn() {
        return THERE + " lets " + caller.name() + " bring only programs of their own, without privileges";
    }

    private String letAny() {
        return "let root write \"receive " + caller.name() + " any\" into it";
    }

    private Optional<TaskFacts> first(Predicate<TaskFacts> which) {
        return facts.getTasksList().stream().filter(which).findFirst();
    }

    private static Set<Integer> uids(TaskFacts task) {
        Set<Integer> uids = new HashSet<>(task.getUidsList());
        uids.add(task.getUid());
        return uids;
    }

    private String others(TaskFacts task) {
        return String.join(
                ", ",
                uids(task).stream()
                        .filter(uid -> uid != caller.uid())
                        .map(Integer::toUnsignedString)
                        .toList());
    }

    private static Set<Integer> groups(TaskFacts task) {
        return new HashSet<>(task.getGidsList());
    }

    private static String numbers(Set<Integer> ids) {
        return String.join(
                ", ", ids.stream().sorted().map(Integer::toUnsignedString).toList());
    }

    private static String capabilities(TaskFacts task) {
        List<Capability> named = Capability.in(task.getCapabilities());
        return named.isEmpty() ? "a privilege" : named.get(0) + (named.size() > 1 ? " and others" : "");
    }

    private static String name(TaskFacts task) {
        return "process " + task.getPid() + " (" + task.getComm() + ")";
    }

    private void blocker(String code, String object, String cause, String remedy) {
        findings.add(new Finding(Severity.BLOCKER, code, object, cause, remedy));
    }
}
