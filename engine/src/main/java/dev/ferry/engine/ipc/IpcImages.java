package dev.ferry.engine.ipc;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.image.proto.SysvUse;
import dev.ferry.engine.ipc.IpcUse.UsedQueue;
import dev.ferry.engine.ipc.IpcUse.UsedSemaphores;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** The semaphores and message queues of a stopped tree, ready to be written. */
public final class IpcImages {
    /** Who used them. */
    public static final String USE = "ferry-sysvipc";

    private final List<SavedSemaphores> sets = new ArrayList<>();
    private final List<SavedQueue> queues = new ArrayList<>();
    private final SysvUse.Builder use = SysvUse.newBuilder();

    private IpcImages() {}

    /** Reads all that stopped processes use. */
    public static IpcImages dump(IpcUse used) throws IOException {
        IpcImages images = new IpcImages();
        for (UsedSemaphores set : used.sets()) {
            images.sets.add(SavedSemaphores.dump(set.set()));
            images.use.addSemaphores(SavedSemaphores.use(set));
        }
        for (UsedQueue queue : used.queues()) {
            images.queues.add(SavedQueue.dump(queue.queue()));
            images.use.addQueues(SavedQueue.use(queue));
        }
        return images;
    }

    /** Writes the images; none of what there is nothing of. */
    public void writeTo(ImageSink sink) throws IOException {
        if (!sets.isEmpty()) {
            try (ImageWriter image = open(sink, ImageType.IPCNS_SEM)) {
                for (SavedSemaphores set : sets) {
                    set.writeTo(image);
                }
            }
        }
        if (!queues.isEmpty()) {
            try (ImageWriter image = open(sink, ImageType.IPCNS_MSG)) {
                for (SavedQueue queue : queues) {
                    queue.writeTo(image);
                }
            }
        }
        if (!sets.isEmpty() || !queues.isEmpty()) {
            try (OutputStream image = sink.create(USE)) {
                use.build().writeTo(image);
            }
        }
    }

    private static ImageWriter open(ImageSink sink, ImageType type) throws IOException {
        return new ImageWriter(type, sink.create(type.fileName(SavedSemaphores.NAMESPACE)));
    }
}
