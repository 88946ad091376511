package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.memory.AnonymousMemory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Makes each shared anonymous memory once; the tasks map it through our descriptor, so it is one object for all of them. */
final class SharedMemoryStage implements AutoCloseable {
    private static final long MAX_BYTES = 1L << 46;

    private final Map<Long, Long> sizes = new HashMap<>();
    private final Map<Long, Fd> memories = new HashMap<>();

    SharedMemoryStage(RestorePlan plan) throws ImageException {
        for (TaskPlan task : plan.tasks()) {
            for (VmaEntry vma : task.mm().getVmasList()) {
                if (MappingPlan.isSharedAnonymous(vma)) {
                    long end = vma.getPgoff() + vma.getEnd() - vma.getStart();
                    if (end < 0 || end > MAX_BYTES || vma.getShmid() < 0) {
                        throw new ImageException(
                                "mm-" + task.pid() + ".img has a shared memory of impossible size or number.");
                    }
                    sizes.merge(vma.getShmid(), end, Math::max);
                }
            }
        }
    }

    /** The memory that {@code vma} maps. */
    Fd memory(VmaEntry vma) throws IOException {
        return memory(vma.getShmid());
    }

    /** The memory with this number. */
    Fd memory(long id) throws IOException {
        Long size = sizes.get(id);
        if (size == null) {
            throw new ImageException("The checkpoint has pages of the shared memory " + id + ", which no task maps.");
        }
        Fd known = memories.get(id);
        if (known == null) {
            known = AnonymousMemory.shared(size);
            memories.put(id, known);
        }
        return known;
    }

    /** The numbers of all shared memories. */
    Set<Long> ids() {
        return sizes.keySet();
    }

    /** Where in the memory pages may be. */
    PageLoader.Limits limits(long id) {
        long size = sizes.get(id);
        return (start, length) -> start >= 0 && length <= size - start;
    }

    @Override
    public void close() {
        memories.values().forEach(Fd::close);
    }
}
