package dev.ferry.engine.ipc;

import dev.ferry.engine.ipc.IpcUse.UsedQueue;
import dev.ferry.engine.ipc.IpcUse.UsedSemaphores;
import dev.ferry.engine.procfs.SysvObject;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Why semaphores or a message queue can not be moved; the parts of a finding, see docs/FINDINGS.md.
 *
 * @param object how messages name it
 * @param cause a predicate of the object
 * @param remedy what helps, an imperative
 */
public record IpcRefusal(Reason reason, String object, String cause, String remedy) {
    /** What stands in the way. */
    public enum Reason {
        SEMAPHORES_OUTSIDE,
        SEMAPHORES_UNDO,
        SEMAPHORES_UNREADABLE,
        QUEUE_OUTSIDE,
        QUEUE_UNREADABLE
    }

    private static final Errno E2BIG = new Errno(7);

    /** Everything that stands in the way; empty if all of it can be moved. */
    public static List<IpcRefusal> of(IpcUse use, Collection<Integer> pids) throws IOException {
        List<IpcRefusal> refusals = new ArrayList<>();
        Optional<Integer> undo = use.sets().isEmpty() ? Optional.empty() : SemaphoreUndo.suspect(pids);
        for (UsedSemaphores used : use.sets()) {
            used.outsider().ifPresent(pid -> refusals.add(outside(Reason.SEMAPHORES_OUTSIDE, used.set(), pid)));
            undo.ifPresent(pid -> refusals.add(undo(used.set(), pid)));
            unreadable(Reason.SEMAPHORES_UNREADABLE, used.set(), () -> SavedSemaphores.dump(used.set()))
                    .ifPresent(refusals::add);
        }
        for (UsedQueue used : use.queues()) {
            used.outsider().ifPresent(pid -> refusals.add(outside(Reason.QUEUE_OUTSIDE, used.queue(), pid)));
            unreadable(Reason.QUEUE_UNREADABLE, used.queue(), () -> SavedQueue.dump(used.queue()))
                    .ifPresent(refusals::add);
        }
        return refusals;
    }

    /** One sentence for a person. */
    public String sentence() {
        return "The " + object + " " + cause + "; " + remedy + ".";
    }

    private static IpcRefusal outside(Reason reason, SysvObject object, int pid) {
        return new IpcRefusal(
                reason,
                object.name(),
                "was used last by process " + pid + ", which stays behind",
                "move a tree that has both of them, or end that one first");
    }

    private static IpcRefusal undo(SysvObject set, int pid) {
        return new IpcRefusal(
                Reason.SEMAPHORES_UNDO,
                set.name(),
                "may have operations of process " + pid
                        + " that are to be undone when it ends (SEM_UNDO), which the kernel " + "does not show",
                "move the program when that process has ended or the semaphores are removed (" + set.removal() + ")");
    }

    @FunctionalInterface
    private interface Dump {
        Object make() throws IOException;
    }

    private static Optional<IpcRefusal> unreadable(Reason reason, SysvObject object, Dump dump) throws IOException {
        try {
            dump.make();
            return Optional.empty();
        } catch (ErrnoException e) {
            if (e.is(Errno.EINVAL)) {
                return Optional.empty(); // It has just been removed.
            }
            return Optional.of(unreadable(reason, object, e));
        }
    }

    private static IpcRefusal unreadable(Reason reason, SysvObject object, ErrnoException e) {
        if (e.is(E2BIG)) {
            return new IpcRefusal(
                    reason,
                    object.name(),
                    "has a message of more than " + SavedQueue.MAX_TEXT + " bytes, which this version can not move",
                    "move the program when it has received that");
        }
        if (e.is(Errno.ENOSYS)) {
            return new IpcRefusal(
                    reason,
                    object.name(),
                    "has messages, which this kernel does not show",
                    "use a kernel with CONFIG_CHECKPOINT_RESTORE, or move the program when it has received them");
        }
        return new IpcRefusal(reason, object.name(), "can not be read (" + e.getMessage() + ")", "run ferry as root");
    }
}
