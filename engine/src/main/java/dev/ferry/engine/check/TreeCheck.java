package dev.ferry.engine.check;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.resource.DescriptorHolders;
import dev.ferry.engine.resource.TcpPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether a tree can be dumped on this host. Nothing is stopped and nothing changed: the tree does not notice. */
public final class TreeCheck {
    private static final int PF_KTHREAD = 0x00200000;

    private static final List<TaskCheck> TASK_CHECKS =
            List.of(new StateCheck(), new ProgramCheck(), new ThreadCheck(), new MappingCheck(), new NamespaceCheck());

    private final Findings findings = new Findings();

    private final TcpPolicy tcp;
    private final DescriptorHolders holders;

    private TreeCheck(TcpPolicy tcp, DescriptorHolders holders) {
        this.tcp = tcp;
        this.holders = holders;
    }

    /**
     * Everything that is to be said about the tree rooted at {@code pid}, the worst first; empty if it can be dumped as it is.
     * That there is no such process, or that we may not look at it, is a finding too.
     */
    public static List<Finding> of(int pid) throws IOException {
        return of(pid, TcpPolicy.REFUSE);
    }

    /** The same if such is to become of connections with others. */
    public static List<Finding> of(int pid, TcpPolicy tcp) throws IOException {
        return of(pid, tcp, new DescriptorHolders(ProcessTable.scan()));
    }

    /** The same for somebody who looks at many trees of one host. */
    public static List<Finding> of(int pid, DescriptorHolders holders) throws IOException {
        return of(pid, TcpPolicy.REFUSE, holders);
    }

    private static List<Finding> of(int pid, TcpPolicy tcp, DescriptorHolders holders) throws IOException {
        TreeCheck check = new TreeCheck(tcp, holders);
        TreeMembers members = TreeMembers.of(pid, holders.table());
        if (members.tasks().isEmpty() || TreeMembers.isZombie(members.tasks().get(0))) {
            check.noSuchProcess(pid, !members.tasks().isEmpty());
        } else {
            check.look(members);
        }
        return check.findings.sorted();
    }

    private void noSuchProcess(int pid, boolean zombie) {
        String cause = zombie ? "has already exited" : "does not exist (any more)";
        findings.blocker("no-such-process", "process " + pid, cause, "look it up with ferry ps");
    }

    private void look(TreeMembers members) throws IOException {
        if (!isOfUserSpace(members) || OtherPidsCheck.isOther(members.tasks().get(0), findings)) {
            return;
        }
        List<ProcessRow> accessible = new ArrayList<>();
        for (ProcessRow task : members.living()) {
            if (AccessCheck.mayTrace(task, findings)) {
                accessible.add(task);
                look(task);
            }
        }
        SessionCheck.look(members, findings);
        ControllingTerminalCheck.look(members, findings);
        SharingCheck.look(accessible, findings);
        TimeNamespaceCheck.look(accessible, findings);
        SharedMemoryCheck.look(members, accessible, findings);
        SysvCheck.look(members, accessible, findings);
        SeccompListenerCheck.look(accessible, holders, findings);
        OpenFileCheck.look(accessible, tcp, holders, findings);
    }

    /** Rules out trees of which no further question makes sense. */
    private boolean isOfUserSpace(TreeMembers members) throws IOException {
        ProcessRow root = members.tasks().get(0);
        String name = TaskCheck.name(root);
        if (root.pid() == 1) {
            findings.blocker(
                    "init", name, "keeps this host running and can not leave it", "choose one of its children");
            return false;
        }
        if ((Stat.read(root.pid()).flags() & PF_KTHREAD) != 0) {
            findings.blocker("kernel-thread", name, "is a part of the kernel", "choose a program");
            return false;
        }
        if (members.contains(ProcessHandle.current().pid())) {
            findings.blocker(
                    "own-ancestor",
                    name,
                    "has this ferry in its tree, which can not move itself",
                    "start ferry from another shell or session");
        }
        return true;
    }

    /** A task that goes while we look has nothing left to be said about. */
    private void look(ProcessRow task) throws IOException {
        for (TaskCheck check : TASK_CHECKS) {
            try {
                check.check(task, findings);
            } catch (NoSuchProcessException gone) {
                return;
            }
        }
    }
}
