package dev.ferry.engine.dump;

import dev.ferry.engine.ipc.IpcImages;
import dev.ferry.engine.memory.PageSet;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * All that a checkpoint of a stopped tree has.
 *
 * @param images of the tasks
 * @param shape the parents, sessions and shared tables of the tasks
 * @param ipc semaphores and queues of System V
 * @param builder what open files have in images of their own, and files that travel along
 * @param pages the content of memory, which is read when it is written
 */
record CollectedTree(
        TreeImages images, TreeShape shape, IpcImages ipc, CheckpointBuilder builder, List<PageSet> pages) {

    /**
     * Writes the images, in the order in which a destination needs them.
     *
     * @param inRounds whether whoever reads them holds processes ready
     */
    void writeTo(ImageSink sink, boolean inRounds) throws IOException {
        images.writeInventory(sink);
        if (inRounds) {
            writeShape(sink);
        }
        ManifestWriter.write(images.tasks().get(0).pid(), builder.carried(), sink);
        images.writeScheduling(sink);
        images.writeTasks(shape, sink);
        ipc.writeTo(sink);
        builder.writeAppended(sink);
        for (PageSet set : pages) {
            set.writePagemap(sink);
        }
        builder.writeLate(sink);
        builder.carried().writeTo(sink);
        for (PageSet set : pages) {
            set.writePages(sink);
        }
    }

    /** From it the other side knows which of the processes that it holds ready are still right. */
    private void writeShape(ImageSink sink) throws IOException {
        try (OutputStream image = sink.create("ferry-tree")) {
            shape.message().writeTo(image);
        }
    }
}
