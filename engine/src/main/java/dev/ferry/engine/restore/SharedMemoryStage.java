package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.HugePages;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.memory.AnonymousMemory;
import dev.ferry.linux.memory.PageRun;
import dev.ferry.linux.memory.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes each shared anonymous memory once; the tasks map it through our descriptor, so it is one object for all of them. Files in
 * memory (memfd) are made by their kind; here their pages find them.
 */
final class SharedMemoryStage implements AutoCloseable {
    /** No memory is larger. */
    static final long MAX_BYTES = 1L << 46;

    private final Map<Long, Long> sizes = new HashMap<>();
    /** Binary logarithms of the sizes of huge pages. */
    private final Map<Long, Integer> shifts = new HashMap<>();

    private final Map<Long, AnonymousMemory.Huge> huge = new HashMap<>();
    private final Map<Long, Fd> memories = new HashMap<>();
    private final Set<Long> files = new HashSet<>();
    private final Set<Long> filled = new HashSet<>();

    /** @param filled what has come in rounds; those that the plan knows are closed by us from now on */
    SharedMemoryStage(RestorePlan plan, FilledSharedMemories filled) throws IOException {
        for (TaskPlan task : plan.tasks()) {
            for (VmaEntry vma : task.mm().getVmasList()) {
                if (MappingPlan.isSharedAnonymous(vma)) {
                    long end = vma.getPgoff() + vma.getEnd() - vma.getStart();
                    if (end < 0 || end > MAX_BYTES || vma.getShmid() < 0) {
                        throw new ImageException(
                                "mm-" + task.pid() + ".img has a shared memory of impossible size or number.");
                    }
                    sizes.merge(vma.getShmid(), end, Math::max);
                    if (HugePages.isOn(vma)) {
                        shifts.put(vma.getShmid(), HugePages.shift(vma));
                    }
                }
            }
        }
        for (Map.Entry<Long, Long> size : sizes.entrySet()) {
            List<PageRun> content = content(plan, size.getKey());
            size.setValue(Math.max(size.getValue(), end(content)));
            if (shifts.containsKey(size.getKey())) {
                long page = 1L << shifts.get(size.getKey());
                size.setValue((size.getValue() + page - 1) & -page);
            } else {
                adopt(size, content, filled);
            }
        }
    }

    private static List<PageRun> content(RestorePlan plan, long id) throws IOException {
        String name = ImageType.SHMEM_PAGEMAP.fileName(id);
        if (!plan.images().has(name)) {
            return List.of();
        }
        try (ImageReader reader = plan.images().open(ImageType.PAGEMAP, name)) {
            List<PageRun> content = Pagemap.read(name, reader).entries().stream()
                    .map(Pagemap.Entry::run)
                    .toList();
            if (end(content) > MAX_BYTES) {
                throw new ImageException(name + " has pages of a shared memory of impossible size.");
            }
            return content;
        }
    }

    /** A memory may be larger than what is mapped of it: mremap(2) can bring its end back. */
    private static long end(List<PageRun> content) {
        return content.stream().mapToLong(PageRun::end).max().orElse(0);
    }

    private void adopt(Map.Entry<Long, Long> size, List<PageRun> content, FilledSharedMemories filledOnes)
            throws IOException {
        Optional<FilledSharedMemories.Filled> there = filledOnes.take(size.getKey(), size.getValue());
        if (there.isPresent()) {
            memories.put(size.getKey(), there.get().content());
            filled.add(size.getKey());
            size.setValue(there.get().bytes());
            there.get().keepOnly(content);
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
            known = shifts.containsKey(id) ? makeHuge(id, size) : AnonymousMemory.shared(size);
            memories.put(id, known);
        }
        return known;
    }

    private Fd makeHuge(long id, long size) throws IOException {
        AnonymousMemory.Huge made = AnonymousMemory.sharedHuge(size, shifts.get(id));
        huge.put(id, made);
        return made.content();
    }

    /** The file in memory with this number, if it has been made. */
    Optional<Fd> provided(long id) {
        return Optional.ofNullable(memories.get(id)).filter(memory -> files.contains(id));
    }

    /** Takes a file in memory, and closes it in the end; its size is already {@code size}. */
    void provide(long id, Fd file, long size) throws ImageException {
        memories.put(id, file);
        files.add(id);
        if (sizes.put(id, size) != null) {
            throw new ImageException("The checkpoint has two shared memories with the number " + id + ".");
        }
    }

    /** The numbers of all shared memories. */
    Set<Long> ids() {
        return sizes.keySet();
    }

    /** Where in the memory pages may be. */
    PageLoader.Limits limits(long id) {
        long size = (sizes.get(id) + Mman.PAGE_SIZE - 1) & -Mman.PAGE_SIZE;
        return new PageLoader.Limits() {
            @Override
            public boolean allow(long start, long length) {
                return start >= 0 && length <= size - start;
            }

            @Override
            public boolean hasAlready(PageRun pages) {
                return filled.contains(id);
            }
        };
    }

    /** Writes pages of a memory; what is behind its end, in the last page, is no part of it. */
    void write(long id, List<PageRun> parts, ByteBuffer pages) throws IOException {
        PageRun.each(parts, pages, (part, contents) -> {
            int inside = (int) Math.min(part.bytes(), sizes.get(id) - part.start());
            Fd memory = memory(id);
            if (huge.containsKey(id)) {
                writeHere(huge.get(id).address() + part.start(), contents.slice(0, inside));
            } else {
                Write.fullyAt(memory, contents.slice(0, inside), part.start());
            }
        });
    }

    /** A file of hugetlbfs has no write(2). */
    private static void writeHere(long address, ByteBuffer contents) throws IOException {
        try (ProcessMemory here =
                ProcessMemory.open((int) ProcessHandle.current().pid())) {
            here.write(address, contents);
        }
    }

    @Override
    public void close() {
        memories.values().forEach(Fd::close);
        huge.values().forEach(AnonymousMemory.Huge::close);
    }
}
