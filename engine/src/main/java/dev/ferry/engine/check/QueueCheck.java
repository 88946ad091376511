package dev.ferry.engine.check;

import dev.ferry.engine.check.IpcPlaceCheck.Codes;
import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.engine.wire.proto.QueueFacts;
import java.io.IOException;
import java.util.List;

/** Whether System V message queues can be made here as the program knows them. */
final class QueueCheck {
    private static final Codes CODES = new Codes("sysv-msg-taken", "sysv-msg-key-taken", "sysv-msg-limit");

    private QueueCheck() {}

    static void look(List<QueueFacts> wanted, Receiver receiver, Findings findings) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        IpcPlaceCheck places = new IpcPlaceCheck(SysvQueue.read(), IpcPlaceCheck.setting("msgmni"), CODES, findings);
        long largest = IpcPlaceCheck.setting("msgmnb");
        for (QueueFacts queue : wanted) {
            places.look(name(queue), queue.getId(), queue.getKey());
            long limit = Integer.toUnsignedLong(queue.getLimitBytes());
            if (limit > largest && !receiver.has(Capability.CAP_SYS_RESOURCE)) {
                places.limit(
                        name(queue),
                        "may hold " + limit
                                + " bytes, and ferry lacks CAP_SYS_RESOURCE on the destination, which allows "
                                + largest,
                        "kernel.msgmnb");
            }
        }
        places.room(wanted.size(), name(wanted.get(0)), "kernel.msgmni");
    }

    private static String name(QueueFacts queue) {
        return SysvQueue.name(queue.getId(), queue.getKey());
    }
}
