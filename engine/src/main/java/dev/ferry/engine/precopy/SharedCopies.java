package dev.ferry.engine.precopy;

import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.memory.SharedMemories;
import dev.ferry.engine.memory.SharedMemories.SharedMemory;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the shared anonymous memories of a running tree in rounds: what mmap(2) makes, not memfd_create(2) and shmget(2). */
final class SharedCopies implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedCopies.class);

    private final ByteBuffer chunk =
            ByteBuffer.allocateDirect(PageTransfer.MAX_CONTENT).order(ByteOrder.nativeOrder());
    private final Map<Integer, SharedCopy> copies = new TreeMap<>();
    private int withoutNumber;
    /** A memory whose inode is no number for an image gets one below zero here, and travels at the end. */
    private final SharedMemories memories = new SharedMemories(() -> --withoutNumber);

    /** Notes what a process has mapped. It may be gone already. */
    void see(int pid, List<Mapping> mappings) throws IOException {
        for (Mapping mapping : mappings) {
            if (mapping.isSharedAnonymous()) {
                see(pid, mapping);
            }
        }
    }

    private void see(int pid, Mapping mapping) throws IOException {
        try {
            memories.idOf(pid, mapping);
        } catch (ErrnoException e) {
            LOG.debug("The shared memory {} of process {} can not be opened", mapping.inode(), pid, e);
        }
    }

    /** Looks what there is to send; returns how many bytes. */
    long look() throws IOException {
        long bytes = 0;
        for (SharedMemory memory : memories.all()) {
            if (memory.id() > 0) {
                SharedCopy copy = copies.get(memory.id());
                if (copy == null) {
                    copy = new SharedCopy(memory, chunk);
                    copies.put(memory.id(), copy);
                }
                bytes += copy.look();
            }
        }
        return bytes;
    }

    /** Sends what the last look has found; returns how many bytes went out. */
    long send(PageSink sink) throws IOException {
        long bytes = 0;
        for (SharedCopy copy : copies.values()) {
            bytes += copy.send(sink);
        }
        return bytes;
    }

    /** What the other side has of a memory of the stopped tree; {@code extents} is where it is no hole. */
    PageRunSet finish(SharedMemory memory, List<PageRun> extents) throws IOException {
        SharedCopy copy = copies.get(memory.id());
        boolean known = copy != null && memory.kind() == SharedMemories.Kind.ANONYMOUS;
        return known ? copy.finish(memory, extents) : new PageRunSet();
    }

    @Override
    public void close() {
        memories.close();
    }
}
