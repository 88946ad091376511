package dev.ferry.engine.ipc;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.IpcDescEntry;
import dev.ferry.engine.image.proto.IpcMsg;
import dev.ferry.engine.image.proto.IpcMsgEntry;
import dev.ferry.engine.image.proto.QueueUse;
import dev.ferry.engine.ipc.IpcUse.UsedQueue;
import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.linux.ipc.MessageQueue;
import dev.ferry.linux.ipc.MessageQueue.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A System V message queue in a checkpoint, CRIU's {@code ipcns-msg}.
 *
 * @param messages that wait in it, the oldest first
 */
public record SavedQueue(IpcMsgEntry entry, List<Message> messages) {
    /** A longer message is refused: each is sent again by a task, out of its scratch memory. kernel.msgmax is 8192 by default. */
    public static final int MAX_TEXT = 64 << 10;

    /** Reads it from the kernel, without taking messages out. */
    static SavedQueue dump(SysvQueue queue) throws IOException {
        MessageQueue kernel = new MessageQueue(queue.id());
        List<Message> messages = new ArrayList<>();
        for (Optional<Message> next = kernel.peek(0, MAX_TEXT);
                next.isPresent();
                next = kernel.peek(messages.size(), MAX_TEXT)) {
            messages.add(next.get());
        }
        IpcMsgEntry entry = IpcMsgEntry.newBuilder()
                .setDesc(IpcDescEntry.newBuilder()
                        .setKey(queue.key())
                        .setUid(queue.uid())
                        .setGid(queue.gid())
                        .setCuid(queue.cuid())
                        .setCgid(queue.cgid())
                        .setMode(queue.mode())
                        .setId(queue.id()))
                .setQbytes((int) kernel.limit())
                .setQnum(messages.size())
                .build();
        return new SavedQueue(entry, List.copyOf(messages));
    }

    /** What CRIU's image has no place for. */
    static QueueUse use(UsedQueue used) {
        return QueueUse.newBuilder()
                .setId(used.queue().id())
                .setLspid(used.queue().lspid())
                .setLrpid(used.queue().lrpid())
                .build();
    }

    void writeTo(ImageWriter image) throws IOException {
        image.write(entry);
        for (Message message : messages) {
            int bytes = message.text().limit();
            image.write(
                    IpcMsg.newBuilder().setMtype(message.type()).setMsize(bytes).build());
            byte[] payload = Arrays.copyOf(message.text().array(), IpcIds.wholeWords(bytes));
            image.writePayload(payload, 0, payload.length);
        }
    }

    /** The next queue of an image, which comes from somewhere else; empty at its end. */
    public static Optional<SavedQueue> read(ImageReader image) throws IOException {
        Optional<IpcMsgEntry> next = image.next(IpcMsgEntry.parser());
        return next.isPresent() ? Optional.of(read(next.get(), image)) : Optional.empty();
    }

    private static SavedQueue read(IpcMsgEntry entry, ImageReader image) throws IOException {
        IpcIds.require(SysvQueue.name(entry.getDesc().getId(), entry.getDesc().getKey()), entry.getDesc());
        List<Message> messages = new ArrayList<>();
        for (long left = Integer.toUnsignedLong(entry.getQnum()); left > 0; left--) {
            messages.add(message(image, entry.getDesc().getId()));
        }
        return new SavedQueue(entry, List.copyOf(messages));
    }

    private static Message message(ImageReader image, int id) throws IOException {
        IpcMsg message = image.require(IpcMsg.parser());
        int bytes = message.getMsize();
        if (message.getMtype() < 1 || bytes < 0 || bytes > MAX_TEXT) {
            throw new ImageException(
                    "The checkpoint has a message of impossible type or size in System V message queue " + id
                            + "; dump the program again.");
        }
        byte[] text = image.payloadBytes(IpcIds.wholeWords(bytes), IpcIds.wholeWords(MAX_TEXT));
        return new Message(message.getMtype(), ByteBuffer.wrap(Arrays.copyOf(text, bytes)));
    }
}
