package dev.ferry.engine.check;

import dev.ferry.engine.ipc.IpcUse;
import dev.ferry.engine.ipc.IpcUse.UsedQueue;
import dev.ferry.engine.ipc.IpcUse.UsedSemaphores;
import dev.ferry.engine.ipc.IpcWait;
import dev.ferry.engine.wire.proto.QueueFacts;
import dev.ferry.engine.wire.proto.SemaphoreFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.ipc.MessageQueue;
import java.io.IOException;
import java.util.List;

/** What the other host is told about System V semaphores and message queues of a tree. */
final class IpcFacts {
    private IpcFacts() {}

    /** @param facts with all tasks already */
    static void addTo(TreeFacts.Builder facts) throws IOException {
        List<Integer> pids =
                facts.getTasksList().stream().map(TaskFacts::getPid).toList();
        IpcUse use = IpcUse.of(pids, () -> IpcWait.ofRunning(pids));
        for (UsedSemaphores used : use.sets()) {
            facts.addSemaphores(SemaphoreFacts.newBuilder()
                    .setId(used.set().id())
                    .setKey(used.set().key())
                    .setCount(used.set().count()));
        }
        for (UsedQueue used : use.queues()) {
            facts.addQueues(queue(used));
        }
    }

    private static QueueFacts.Builder queue(UsedQueue used) {
        QueueFacts.Builder facts = QueueFacts.newBuilder()
                .setId(used.queue().id())
                .setKey(used.queue().key());
        try {
            facts.setLimitBytes((int) new MessageQueue(used.queue().id()).limit());
        } catch (ErrnoException goneOrForbidden) {
            // The check of the tree says so.
            return facts;
        }
        return facts;
    }
}
