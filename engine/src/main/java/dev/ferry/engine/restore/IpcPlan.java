package dev.ferry.engine.restore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.QueueUse;
import dev.ferry.engine.image.proto.SemaphoreUse;
import dev.ferry.engine.image.proto.SysvUse;
import dev.ferry.engine.ipc.IpcImages;
import dev.ferry.engine.ipc.SavedQueue;
import dev.ferry.engine.ipc.SavedSemaphores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The System V semaphores and message queues that a checkpoint has, and who used them.
 *
 * @param use empty for a checkpoint of CRIU
 */
record IpcPlan(List<SavedSemaphores> sets, List<SavedQueue> queues, SysvUse use) {

    /** Reads and checks. */
    static IpcPlan read(CheckpointImages images) throws IOException {
        List<SavedSemaphores> sets = all(images, ImageType.IPCNS_SEM, SavedSemaphores::read);
        List<SavedQueue> queues = all(images, ImageType.IPCNS_MSG, SavedQueue::read);
        requireDistinct(sets.stream().map(set -> set.entry().getDesc().getId()).toList(), "semaphores");
        requireDistinct(
                queues.stream().map(queue -> queue.entry().getDesc().getId()).toList(), "message queue");
        return new IpcPlan(sets, queues, use(images));
    }

    private interface Reading<T> {
        Optional<T> next(ImageReader image) throws IOException;
    }

    private static <T> List<T> all(CheckpointImages images, ImageType type, Reading<T> reading) throws IOException {
        List<T> all = new ArrayList<>();
        String name = type.fileName(SavedSemaphores.NAMESPACE);
        if (images.has(name)) {
            try (ImageReader image = images.open(type, name)) {
                for (Optional<T> next = reading.next(image); next.isPresent(); next = reading.next(image)) {
                    all.add(next.get());
                }
            }
        }
        return List.copyOf(all);
    }

    private static void requireDistinct(List<Integer> ids, String what) throws ImageException {
        if (ids.stream().distinct().count() != ids.size()) {
            throw new ImageException(
                    "The checkpoint has one number of System V " + what + " twice; dump the program again.");
        }
    }

    private static SysvUse use(CheckpointImages images) throws ImageException {
        Optional<byte[]> image = images.raw(IpcImages.USE);
        try {
            return image.isPresent() ? SysvUse.parseFrom(image.get()) : SysvUse.getDefaultInstance();
        } catch (InvalidProtocolBufferException e) {
            throw new ImageException(
                    "The image " + IpcImages.USE + " can not be understood; dump the program again.", e);
        }
    }

    /** Who used a set; nobody if that is not known. */
    SemaphoreUse useOf(SavedSemaphores set) {
        return use.getSemaphoresList().stream()
                .filter(one -> one.getId() == set.entry().getDesc().getId())
                .findFirst()
                .orElse(SemaphoreUse.getDefaultInstance());
    }

    /** Who used a queue; nobody if that is not known. */
    QueueUse useOf(SavedQueue queue) {
        return use.getQueuesList().stream()
                .filter(one -> one.getId() == queue.entry().getDesc().getId())
                .findFirst()
                .orElse(QueueUse.getDefaultInstance());
    }
}
