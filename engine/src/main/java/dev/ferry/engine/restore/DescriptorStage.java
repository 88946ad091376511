package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Gives a task its descriptors: it takes each open file from this process by pidfd_getfd(2), which yields the lowest free
 * number, and moves it to its place. As the descriptors are taken in ascending order, that number is known beforehand.
 */
final class DescriptorStage {
    private static final int F_SETFD = 2;
    private static final int O_CLOEXEC = 02000000;
    private static final int CALLS_EACH = 4;

    private final FileStage files;

    DescriptorStage(FileStage files) {
        this.files = files;
    }

    /** Opens everything that {@code task} is to have open; it has nothing open before. */
    void open(RestoringTask task) throws IOException {
        List<FdinfoEntry> descriptors = task.plan().descriptors();
        if (descriptors.isEmpty()) {
            return;
        }
        int pidfd = descriptors.get(descriptors.size() - 1).getFd() + 1;
        Batch batch = task.batch();
        batch.add("pidfd_open", Nr.PIDFD_OPEN, ProcessHandle.current().pid(), 0);
        batch.add("dup3", Nr.DUP3, 0, pidfd, O_CLOEXEC);
        batch.add("close", Nr.CLOSE, 0);
        BitSet used = new BitSet();
        for (FdinfoEntry descriptor : descriptors) {
            if (!batch.hasRoom(CALLS_EACH, 0)) {
                batch.runAndClear();
            }
            take(batch, pidfd, descriptor, used);
        }
        batch.add("close", Nr.CLOSE, pidfd);
        batch.run();
    }

    private void take(Batch batch, int pidfd, FdinfoEntry descriptor, BitSet used) {
        Fd file = files.created(descriptor.getId()).orElseThrow();
        int free = used.nextClearBit(0);
        int number = descriptor.getFd();
        int flags = descriptor.getFlags() & 1;
        batch.add("pidfd_getfd", Nr.PIDFD_GETFD, pidfd, file.number(), 0);
        if (free != number) {
            batch.add("dup3", Nr.DUP3, free, number, flags == 0 ? 0 : O_CLOEXEC);
            batch.add("close", Nr.CLOSE, free);
        } else {
            batch.add("fcntl(F_SETFD)", Nr.FCNTL, number, F_SETFD, flags);
        }
        used.set(number);
    }
}
