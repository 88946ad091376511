package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.QueueUse;
import dev.ferry.engine.ipc.IpcIds;
import dev.ferry.engine.ipc.SavedQueue;
import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Ipc;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.ipc.MessageQueue;
import dev.ferry.linux.ipc.MessageQueue.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes System V message queues with the numbers, keys and messages that the program knows, and lets tasks be their last users again. */
final class QueueStage {
    /** Sent and received for the sake of who does it. */
    private static final Message NOTHING = new Message(1, ByteBuffer.allocate(0));

    private final IpcPlan plan;

    QueueStage(IpcPlan plan) {
        this.plan = plan;
    }

    /** Makes all queues, empty. On the tracer thread. */
    void create(ContentStage contents) throws IOException {
        for (SavedQueue queue : plan.queues()) {
            IpcDescEntry desc = queue.entry().getDesc();
            new Maker(desc).create();
            contents.adopt(SysvQueue.find(desc.getId()).orElseThrow());
        }
    }

    /** Puts the messages into them; the last sender sends the last one. */
    void fill(Users users) throws IOException {
        for (SavedQueue queue : plan.queues()) {
            IpcDescEntry desc = queue.entry().getDesc();
            MessageQueue made = new MessageQueue(desc.getId());
            long limit = Integer.toUnsignedLong(queue.entry().getQbytes());
            // As a new queue, or larger if it has to be: nothing of what follows may find it full.
            made.change(
                    desc.getUid(), desc.getGid(), desc.getMode() & IpcIds.PERMISSIONS, Math.max(limit, made.limit()));
            fill(made, queue, plan.useOf(queue), users);
            made.change(desc.getUid(), desc.getGid(), desc.getMode() & IpcIds.PERMISSIONS, limit);
        }
    }

    private static void fill(MessageQueue made, SavedQueue queue, QueueUse use, Users users) throws IOException {
        List<Message> messages = queue.messages();
        RestoringTask sender = users.of(use.getLspid());
        boolean isSendersLost = messages.isEmpty() && use.getLspid() != 0;
        if (use.getLrpid() != 0 || isSendersLost) {
            send(sender, made, NOTHING);
            receive(users.of(use.getLrpid()), made);
        }
        for (int index = 0; index < messages.size() - 1; index++) {
            made.send(messages.get(index));
        }
        if (!messages.isEmpty()) {
            send(sender, made, messages.get(messages.size() - 1));
        }
    }

    private static void send(RestoringTask task, MessageQueue queue, Message message) throws IOException {
        Batch batch = task.batch();
        long buffer = batch.data(message.buffer());
        batch.add("msgsnd", Nr.MSGSND, queue.id(), buffer, message.text().limit(), Ipc.IPC_NOWAIT);
        batch.run();
    }

    private static void receive(RestoringTask task, MessageQueue queue) throws IOException {
        Batch batch = task.batch();
        batch.add("msgrcv", Nr.MSGRCV, queue.id(), batch.reserve(Long.BYTES), 0, 0, Ipc.IPC_NOWAIT);
        batch.run();
    }

    /** Makes one queue. */
    private static final class Maker extends IpcMaker {
        Maker(IpcDescEntry desc) {
            super(desc, SysvQueue.name(desc.getId(), desc.getKey()), "-q", "kernel.msgmni");
        }

        @Override
        void wishForId(int id) throws IOException {
            MessageQueue.wishForId(id);
        }

        @Override
        void forgetWish() throws ErrnoException {
            MessageQueue.forgetWish();
        }

        @Override
        int make(Caller caller, int key, int flags) throws IOException {
            return (int) caller.call("msgget", Nr.MSGGET, key, flags);
        }

        @Override
        void remove(int id) throws ErrnoException {
            new MessageQueue(id).remove();
        }
    }
}
