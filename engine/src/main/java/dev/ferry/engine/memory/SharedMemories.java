package dev.ferry.engine.memory;

import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.file.Device;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Seek;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;

/**
 * The shared memories of a tree that are no files of a directory: anonymous ones, those of memfd_create(2) and System V segments.
 * Every task that maps or holds one has the same kernel object, recognised by its inode; we hold a descriptor of each, through
 * which its content is read once. A segment has its own number as inode, which an anonymous memory may have too.
 */
public final class SharedMemories implements AutoCloseable {
    private static final int O_RDONLY = 0;

    private static final String SEGMENT = "segment ";

    private final IntSupplier ids;
    private final Set<Integer> segments = new TreeSet<>();
    private final Map<String, SharedMemory> byInode = new LinkedHashMap<>();

    /** @param ids gives a memory its number if its inode can not be it */
    public SharedMemories(IntSupplier ids) {
        this.ids = ids;
    }

    /** What makes a shared memory. */
    public enum Kind {
        /** mmap(2) without a file. */
        ANONYMOUS,
        /** memfd_create(2). */
        FILE,
        /** shmget(2). */
        SEGMENT
    }

    /**
     * One memory.
     *
     * @param id its number, {@code shmid} in images
     * @param kind what made it
     * @param content our descriptor of it
     */
    public record SharedMemory(int id, Kind kind, Fd content) {
        /** The parts that are not holes, by offset, in whole pages. */
        public List<PageRun> extents() throws IOException {
            List<PageRun> extents = new ArrayList<>();
            OptionalLong data = Seek.nextData(content, 0);
            while (data.isPresent()) {
                long end = Seek.nextHole(content, data.getAsLong());
                extents.add(new PageRun(data.getAsLong(), wholePages(end)));
                data = Seek.nextData(content, end);
            }
            return extents;
        }

        /** Fills {@code direct} with parts by offset; behind the end of a file that does not fill its last page there are zeros. */
        public void read(List<PageRun> parts, ByteBuffer direct) throws IOException {
            PageRun.each(parts, direct, (part, into) -> read(part.start(), into));
        }

        private void read(long offset, ByteBuffer direct) throws IOException {
            while (direct.hasRemaining() && Read.at(content, direct, offset + direct.position()) > 0) {}
            while (direct.hasRemaining()) {
                direct.put((byte) 0);
            }
        }

        private static long wholePages(long bytes) {
            return (bytes + Mman.PAGE_SIZE - 1) & -Mman.PAGE_SIZE;
        }
    }

    /** The number of the anonymous memory behind {@code mapping}; the same for every mapping of the same memory. */
    public int idOf(int pid, Mapping mapping) throws IOException {
        String key = key(mapping.devMajor(), mapping.devMinor(), mapping.inode());
        return idOf(key, mapping.inode(), Kind.ANONYMOUS, opening(pid, mapping));
    }

    /** Keeps the numbers of the segments among {@code mappings} from being given to other memories. */
    public void reserveSegments(List<Mapping> mappings) {
        mappings.stream().filter(Mapping::isSysvShm).forEach(mapping -> segments.add((int) mapping.inode()));
    }

    /** The number of the reserved segment that {@code mapping} belongs to, as the kernel has it. */
    int segment(int pid, Mapping mapping) throws IOException {
        int id = (int) mapping.inode();
        if (!byInode.containsKey(SEGMENT + id)) {
            byInode.put(
                    SEGMENT + id,
                    new SharedMemory(id, Kind.SEGMENT, opening(pid, mapping).open()));
        }
        return id;
    }

    /** The numbers of all System V segments. */
    public Set<Integer> segments() {
        return segments;
    }

    private static Opening opening(int pid, Mapping mapping) {
        String range = Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end());
        return () -> Open.path("/proc/" + pid + "/map_files/" + range, O_RDONLY);
    }

    /** The number of the memory that {@code file}, a file of memfd_create(2), gives access to. */
    public int idOf(OpenFile file) throws IOException {
        Device device = file.stat().device();
        long inode = file.stat().inode();
        String key = key(device.major(), device.minor(), inode);
        return idOf(key, inode, Kind.FILE, () -> Open.again(file.copy(), O_RDONLY));
    }

    /** Opens a memory as an open file of our own, whose offset nobody shares. */
    @FunctionalInterface
    private interface Opening {
        Fd open() throws IOException;
    }

    private int idOf(String key, long inode, Kind kind, Opening opening) throws IOException {
        SharedMemory known = byInode.get(key);
        if (known == null) {
            known = new SharedMemory(freeId(inode), kind, opening.open());
            byInode.put(key, known);
        }
        return known.id();
    }

    /** The inode where that is possible: then the next dump gives the memory the same number, and finds it in its parent. */
    private int freeId(long inode) {
        int id = inode > 0 && inode <= Integer.MAX_VALUE ? (int) inode : ids.getAsInt();
        while (isTaken(id)) {
            id = ids.getAsInt();
        }
        return id;
    }

    private boolean isTaken(int id) {
        return segments.contains(id) || byInode.values().stream().anyMatch(memory -> memory.id() == id);
    }

    private static String key(int major, int minor, long inode) {
        return major + ":" + minor + "/" + inode;
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
