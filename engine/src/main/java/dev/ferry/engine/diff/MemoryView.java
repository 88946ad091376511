package dev.ferry.engine.diff;

import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.restore.MappedFiles;
import dev.ferry.engine.restore.MappingPlan;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Where a checkpoint has the pages of each mapping. */
final class MemoryView {
    private final CheckpointImages images;
    private final Map<Integer, Map<Long, Window>> tasks = new HashMap<>();
    private final Map<String, Pagemap> pagemaps = new LinkedHashMap<>();

    /**
     * A mapping.
     *
     * @param start where the process has it
     * @param pagemap name of the image that lists its pages
     * @param address where it begins in that image; for shared memory an offset
     * @param bytes its size
     * @param isFile whether a page that is not in the images is that of a file, otherwise it is zero
     */
    record Window(long start, String pagemap, long address, long bytes, boolean isFile) {
        Window part(long from, long to) {
            return new Window(from, pagemap, address + from - start, to - from, isFile);
        }
    }

    private MemoryView(CheckpointImages images) {
        this.images = images;
    }

    static MemoryView of(CheckpointImages images, Iterable<Integer> pids) throws IOException {
        MemoryView view = new MemoryView(images);
        MappedFiles files = MappedFiles.of(images);
        for (int pid : pids) {
            if (images.has(ImageType.MM.fileName(pid))) {
                view.tasks.put(pid, view.windows(pid, files));
            }
        }
        return view;
    }

    private Map<Long, Window> windows(int pid, MappedFiles files) throws IOException {
        MmEntry mm = images.single(ImageType.MM, ImageType.MM.fileName(pid), MmEntry.parser());
        Map<Long, Window> windows = new HashMap<>();
        long previousEnd = 0;
        for (VmaEntry vma : mm.getVmasList()) {
            if (!MappingPlan.isVsyscall(vma) && !MappingPlan.isGuard(vma)) {
                MappingPlan.requirePlace(pid, vma, previousEnd);
                previousEnd = vma.getEnd();
                windows.put(vma.getStart(), window(pid, vma, files.memory(vma)));
            }
        }
        return windows;
    }

    private Window window(int pid, VmaEntry vma, OptionalLong memory) throws IOException {
        boolean isShared = memory.isPresent() && !MappingPlan.isPrivate(vma);
        String pagemap =
                isShared ? ImageType.SHMEM_PAGEMAP.fileName(memory.getAsLong()) : ImageType.PAGEMAP.fileName(pid);
        read(pagemap);
        boolean isFile = MappingPlan.isFile(vma) && !isShared;
        long address = isShared ? vma.getPgoff() : vma.getStart();
        return new Window(vma.getStart(), pagemap, address, vma.getEnd() - vma.getStart(), isFile);
    }

    private void read(String name) throws IOException {
        if (!pagemaps.containsKey(name) && images.has(name)) {
            try (ImageReader reader = images.open(ImageType.PAGEMAP, name)) {
                pagemaps.put(name, Pagemap.read(name, reader));
            }
        }
    }

    /** The mapping that begins there; null if there is none. */
    Window window(int pid, long start) {
        return tasks.getOrDefault(pid, Map.of()).get(start);
    }

    /** The pagemaps of all mappings, by name. */
    Map<String, Pagemap> pagemaps() {
        return pagemaps;
    }
}
