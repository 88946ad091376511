package dev.ferry.engine.memory;

import dev.ferry.engine.procfs.Mapping;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Seek;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/**
 * The shared anonymous memories of a tree. Every task that maps one maps the same kernel object, recognised by its inode; we
 * hold a descriptor of each, through which its content is read once.
 */
public final class SharedMemories implements AutoCloseable {
    private static final int O_RDONLY = 0;

    private final IntSupplier ids;
    private final Map<String, SharedMemory> byInode = new LinkedHashMap<>();

    /** @param ids gives each memory its number */
    public SharedMemories(IntSupplier ids) {
        this.ids = ids;
    }

    /**
     * One memory.
     *
     * @param id its number, {@code shmid} in images
     * @param content our descriptor of it
     */
    public record SharedMemory(int id, Fd content) {
        /** The parts that are not holes, by offset. */
        public List<PageRun> extents() throws IOException {
            List<PageRun> extents = new ArrayList<>();
            OptionalLong data = Seek.nextData(content, 0);
            while (data.isPresent()) {
                long end = Seek.nextHole(content, data.getAsLong());
                extents.add(new PageRun(data.getAsLong(), end));
                data = Seek.nextData(content, end);
            }
            return extents;
        }
    }

    /** The number of the memory behind {@code mapping}; the same for every mapping of the same memory. */
    int idOf(int pid, Mapping mapping) throws IOException {
        String key = mapping.devMajor() + ":" + mapping.devMinor() + "/" + mapping.inode();
        SharedMemory known = byInode.get(key);
        if (known == null) {
            String range = Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end());
            Fd content = Open.path("/proc/" + pid + "/map_files/" + range, O_RDONLY);
            known = new SharedMemory(ids.getAsInt(), content);
            byInode.put(key, known);
        }
        return known.id();
    }

    /** All of them. */
    public Collection<SharedMemory> all() {
        return byInode.values();
    }

    @Override
    public void close() {
        List<SharedMemory> open = new ArrayList<>(byInode.values());
        byInode.clear();
        open.forEach(memory -> memory.content().close());
    }
}
