package dev.ferry.engine.check;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether this user may trace a task. Opening {@code /proc/PID/mem} asks the kernel exactly that (PTRACE_MODE_ATTACH, ptrace(2)),
 * security modules included, and the task does not notice.
 */
final class AccessCheck {
    private static final String NO_SUCH_PROCESS = "No such process";

    private AccessCheck() {}

    /** False with a finding if we may not, false without one if the task has gone. */
    static boolean mayTrace(ProcessRow task, Findings findings) throws IOException {
        Path mem = Path.of("/proc", Integer.toString(task.pid()), "mem");
        try (FileChannel opened = FileChannel.open(mem, StandardOpenOption.READ)) {
            return opened.isOpen();
        } catch (NoSuchFileException gone) {
            return false;
        } catch (AccessDeniedException denied) {
            denied(task, Yama.ofThisHost(), ownUser(), findings);
            return false;
        } catch (FileSystemException e) {
            // ESRCH, for which the JDK has no exception of its own. Who is about to end has no memory before it is a
            // zombie.
            if (NO_SUCH_PROCESS.equals(e.getReason()) || isZombieOrGone(task.pid())) {
                return false;
            }
            throw e;
        }
    }

    /** Where Yama is at work, a program of our own user is refused like anybody's. */
    static void denied(ProcessRow task, Yama yama, int ownUser, Findings findings) {
        if (yama.forbids() || (yama.isRestricted() && task.uid() == ownUser)) {
            findings.blocker(
                    "yama",
                    TaskCheck.name(task),
                    "may not be traced by " + (yama.forbids() ? "anybody" : "this user, whose own program it is,")
                            + " because kernel.yama.ptrace_scope is " + yama.scope(),
                    yama.forbids()
                            ? "boot this host with a smaller one"
                            : "run ferry as root, or let root allow it to users (sysctl kernel.yama.ptrace_scope=0)");
            return;
        }
        findings.blocker(
                "not-permitted",
                TaskCheck.name(task),
                "belongs to user " + Integer.toUnsignedString(task.uid())
                        + " or is protected, and this user may not trace it",
                "run ferry as root");
    }

    private static int ownUser() throws IOException {
        return Status.read((int) ProcessHandle.current().pid()).uids().effective();
    }

    /** A task that has ended has no memory to look at, even while its directory is still there. */
    private static boolean isZombieOrGone(int pid) throws IOException {
        try {
            char state = Stat.read(pid).state();
            return state == 'Z' || state == 'X';
        } catch (NoSuchProcessException gone) {
            return true;
        }
    }
}
