package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Fallocate;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.memory.AnonymousMemory;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shared anonymous memories that were filled before any process maps them. Any thread, but one at a time. */
final class FilledSharedMemories implements AutoCloseable {
    private final Map<Long, Filled> memories = new HashMap<>();

    /**
     * A memory and where it may have something else than zeros.
     *
     * @param content our descriptor of it
     * @param bytes its size
     * @param written what was written
     */
    record Filled(Fd content, long bytes, PageRunSet written) {
        /** Makes holes of what is not among {@code wanted}: the program has given it up. */
        void keepOnly(List<PageRun> wanted) throws IOException {
            PageRunSet keep = new PageRunSet();
            wanted.forEach(keep::add);
            for (PageRun over : keep.select(written.runs(), false)) {
                Fallocate.punchHole(content, over.start(), over.bytes());
            }
        }
    }

    /** Makes a memory, empty, in place of one with its number. */
    void make(PageTransfer announced) throws IOException {
        long bytes = announced.run().bytes();
        if (announced.run().start() != 0 || bytes > SharedMemoryStage.MAX_BYTES || announced.owner() <= 0) {
            throw new ImageException("A shared memory of impossible size or number was announced.");
        }
        Filled made = new Filled(AnonymousMemory.shared(bytes), bytes, new PageRunSet());
        Filled before = memories.put((long) announced.owner(), made);
        if (before != null) {
            before.content().close();
        }
    }

    /**
     * Writes pages into a memory.
     *
     * @param chunk a direct buffer with room for the content
     */
    void write(PageTransfer pages, ByteBuffer chunk) throws IOException {
        Filled memory = memories.get((long) pages.owner());
        if (memory == null || pages.run().end() > memory.bytes()) {
            throw new ImageException(
                    "Pages came at " + Long.toHexString(pages.run().start()) + " of the shared memory " + pages.owner()
                            + ", where none was announced.");
        }
        memory.written().add(pages.run());
        Write.fullyAt(
                memory.content(),
                chunk.clear().put(pages.content()).flip(),
                pages.run().start());
    }

    /** The memory with this number, for whoever closes it from now on; empty if there is none of at least this size. */
    Optional<Filled> take(long id, long bytes) {
        return Optional.ofNullable(memories.get(id))
                .filter(filled -> filled.bytes() >= bytes)
                .map(filled -> memories.remove(id));
    }

    @Override
    public void close() {
        memories.values().forEach(filled -> filled.content().close());
        memories.clear();
    }
}
