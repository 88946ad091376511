package dev.ferry.linux.ipc;

import static dev.ferry.linux.abi.Ipc.IPC_CREAT;
import static dev.ferry.linux.abi.Ipc.IPC_EXCL;
import static dev.ferry.linux.abi.Ipc.IPC_NOWAIT;
import static dev.ferry.linux.abi.Ipc.IPC_PRIVATE;
import static dev.ferry.linux.abi.Ipc.IPC_RMID;
import static dev.ferry.linux.abi.Ipc.IPC_SET;
import static dev.ferry.linux.abi.Ipc.IPC_STAT;
import static dev.ferry.linux.abi.Ipc.MSG_COPY;
import static dev.ferry.linux.abi.Ipc.MSG_QBYTES;
import static dev.ferry.linux.abi.Ipc.PERM_GID;
import static dev.ferry.linux.abi.Ipc.PERM_MODE;
import static dev.ferry.linux.abi.Ipc.PERM_UID;
import static dev.ferry.linux.abi.Ipc.SIZEOF_MSQID64_DS;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A System V message queue, msgget(2), msgop(2) and msgctl(2).
 *
 * @param id its number in the IPC namespace of this process
 */
public record MessageQueue(int id) {
    private static final String NEXT_ID = "/proc/sys/kernel/msg_next_id";

    /**
     * A message.
     *
     * @param type positive
     * @param text its bytes, from position 0 to the limit
     */
    public record Message(long type, ByteBuffer text) {
        /** As a {@code struct msgbuf}. */
        public byte[] buffer() {
            ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + text.limit()).order(ByteOrder.LITTLE_ENDIAN);
            return buffer.putLong(type).put(text.duplicate().rewind()).array();
        }
    }

    /** Makes a new queue with this key, or IPC_PRIVATE. {@code EEXIST} if another one has the key. */
    public static MessageQueue create(int key, int permissions) throws ErrnoException {
        int flags = IPC_CREAT | IPC_EXCL | permissions;
        return new MessageQueue((int) Syscall.call("msgget", Nr.MSGGET, key, flags));
    }

    /**
     * Asks that the next queue that anybody makes in this IPC namespace gets the number {@code id}, if its place is free; needs
     * CAP_CHECKPOINT_RESTORE and a kernel with CONFIG_CHECKPOINT_RESTORE.
     */
    public static void wishForId(int id) throws IOException {
        Files.writeString(Path.of(NEXT_ID), Integer.toString(id));
    }

    /** Takes the wish back: the kernel forgets it with the next queue only, so that is one of no use. */
    public static void forgetWish() throws ErrnoException {
        create(IPC_PRIVATE, 0).remove();
    }

    /** How many bytes of messages it holds at most, {@code msg_qbytes}. */
    public long limit() throws ErrnoException {
        return status().bytes().getLong(MSG_QBYTES);
    }

    /** Gives it an owner, permissions and a limit in bytes; more than kernel.msgmnb needs CAP_SYS_RESOURCE. Its maker stays the same. */
    public void change(int uid, int gid, int permissions, long limit) throws ErrnoException {
        OffHeap status = status();
        status.bytes()
                .putInt(PERM_UID, uid)
                .putInt(PERM_GID, gid)
                .putInt(PERM_MODE, permissions)
                .putLong(MSG_QBYTES, limit);
        status.lend(at -> control("IPC_SET", IPC_SET, at));
    }

    private OffHeap status() throws ErrnoException {
        OffHeap status = OffHeap.allocate(SIZEOF_MSQID64_DS);
        status.lend(at -> control("IPC_STAT", IPC_STAT, at));
        return status;
    }

    /**
     * The message number {@code index} from the front, which stays in the queue; empty if there are fewer. Needs a kernel with
     * CONFIG_CHECKPOINT_RESTORE.
     *
     * @param most how many bytes it may have; {@code E2BIG} if it has more
     */
    public Optional<Message> peek(int index, int most) throws ErrnoException {
        OffHeap buffer = OffHeap.allocate(Long.BYTES + most);
        try {
            int bytes = (int) buffer.lend(at -> Syscall.call(
                    "msgrcv(" + id + ", MSG_COPY)", Nr.MSGRCV, id, at, most, index, MSG_COPY | IPC_NOWAIT));
            ByteBuffer text = ByteBuffer.wrap(buffer.toArray(Long.BYTES, bytes));
            return Optional.of(new Message(buffer.bytes().getLong(0), text));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOMSG)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Appends a message; {@code EAGAIN} if the queue is full. */
    public void send(Message message) throws ErrnoException {
        OffHeap buffer = OffHeap.copyOf(message.buffer());
        buffer.lend(at -> Syscall.call(
                "msgsnd(" + id + ")", Nr.MSGSND, id, at, message.text().limit(), IPC_NOWAIT));
    }

    /** Whoever waits for a message gets EIDRM. */
    public void remove() throws ErrnoException {
        control("IPC_RMID", IPC_RMID, 0);
    }

    private long control(String name, int command, long argument) throws ErrnoException {
        return Syscall.call("msgctl(" + id + ", " + name + ")", Nr.MSGCTL, id, command, argument);
    }
}
