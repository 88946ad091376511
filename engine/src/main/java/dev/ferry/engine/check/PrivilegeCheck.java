package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UserFacts;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Pidfd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether this engine may make such a tree, and this kernel knows how: capabilities(7), and the users of the tree. */
final class PrivilegeCheck {
    private static final int CAP_SETGID = 6;
    private static final int CAP_SETUID = 7;
    private static final int CAP_SYS_PTRACE = 19;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_CHECKPOINT_RESTORE = 40;
    private static final String OBJECT = "ferry on the destination";
    private static final String REMEDY = "run it as root there";

    private PrivilegeCheck() {}

    static void look(TreeFacts facts, Findings findings) throws IOException {
        int self = (int) ProcessHandle.current().pid();
        Status status = Status.read(self);
        capabilities(facts, status.capEff(), status.uids().effective(), findings);
        kernel(self, findings);
        users(facts.getUsersList(), KernelText.lines(Path.of("/etc/passwd")), findings);
    }

    static void capabilities(TreeFacts facts, long effective, int ourUid, Findings findings) {
        if (!has(effective, CAP_SYS_ADMIN)) {
            require(effective, CAP_CHECKPOINT_RESTORE, "CAP_CHECKPOINT_RESTORE, which giving pids takes", findings);
            require(effective, CAP_SYS_PTRACE, "CAP_SYS_PTRACE, which restoring takes", findings);
        }
        boolean othersUsers =
                facts.getTasksList().stream().mapToInt(TaskFacts::getUid).anyMatch(uid -> uid != ourUid);
        if (othersUsers) {
            require(effective, CAP_SETUID, "CAP_SETUID, which processes of other users take", findings);
            require(effective, CAP_SETGID, "CAP_SETGID, which processes of other users take", findings);
        }
    }

    private static void require(long effective, int capability, String what, Findings findings) {
        if (!has(effective, capability)) {
            findings.blocker("missing-privilege", OBJECT, "lacks " + what, REMEDY);
        }
    }

    private static boolean has(long effective, int capability) {
        return ((effective >>> capability) & 1) != 0;
    }

    /** EBADF says that the call is there. It is younger (5.6) than all others that a restore needs. */
    private static void kernel(int self, Findings findings) throws ErrnoException {
        try (Pidfd pidfd = Pidfd.open(self)) {
            pidfd.get(-1).close();
        } catch (ErrnoException e) {
            if (!e.is(Errno.EBADF)) {
                findings.blocker(
                        "kernel",
                        "the kernel of the destination",
                        "does not offer pidfd_getfd (" + e.errno() + ")",
                        "use Linux 5.6 or later, outside of restricted containers");
            }
        }
    }

    static void users(List<UserFacts> users, List<String> passwd, Findings findings) {
        for (UserFacts user : users) {
            String object = "user " + Integer.toUnsignedString(user.getUid()) + " (" + user.getName() + ")";
            Optional<String> here = KernelText.userName(passwd, user.getUid());
            if (here.isEmpty()) {
                findings.warning("unknown-user", object, "has no name on the destination", "create the user there");
            } else if (!here.get().equals(user.getName())) {
                findings.warning("other-user", object, "is called " + here.get() + " on the destination", "");
            }
        }
    }
}
