package dev.ferry.engine.memory;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.VmFlag;
import dev.ferry.engine.resource.FileSignature;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.linux.abi.Mman;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns the mappings of a task into entries of its mm image. */
public final class VmaImages {
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;

    /** madvise(2) advice by the flag that the kernel shows for it. */
    private static final Map<VmFlag, Integer> ADVICE = Map.of(
            VmFlag.RAND_READ, 1,
            VmFlag.SEQ_READ, 2,
            VmFlag.DONTCOPY, 10,
            VmFlag.MERGEABLE, 12,
            VmFlag.HUGEPAGE, 14,
            VmFlag.NOHUGEPAGE, 15,
            VmFlag.DONTDUMP, 16,
            VmFlag.WIPEONFORK, 18);

    private final int pid;
    private final FileOfLink files;
    private final SharedMemories shared;

    /** Gives the open file behind a link of /proc. */
    @FunctionalInterface
    public interface FileOfLink {
        /** See {@link dev.ferry.engine.resource.OpenFiles#ofLink}. */
        OpenFile of(Path link, int flags) throws IOException;
    }

    /**
     * @param pid the task
     * @param files where mapped files get their number in the files image
     * @param shared where shared anonymous memory gets its number
     */
    public VmaImages(int pid, FileOfLink files, SharedMemories shared) {
        this.pid = pid;
        this.files = files;
        this.shared = shared;
    }

    /**
     * The entries for all mappings, in order.
     *
     * @throws IOException if a mapping is of a kind that can not be carried, by name
     */
    public List<VmaEntry> entries(List<Mapping> mappings) throws IOException {
        List<VmaEntry> entries = new ArrayList<>();
        for (Mapping mapping : mappings) {
            entries.add(entry(mapping));
        }
        return entries;
    }

    private VmaEntry entry(Mapping mapping) throws IOException {
        VmaEntry.Builder entry = VmaEntry.newBuilder()
                .setStart(mapping.start())
                .setEnd(mapping.end())
                .setPgoff(0)
                .setShmid(0)
                .setProt(protection(mapping))
                .setFlags(flags(mapping))
                .setFd(-1);
        long advice = advice(mapping);
        if (advice != 0) {
            entry.setMadv(advice);
        }
        if (mapping.isVsyscall()) {
            return entry.setStatus(VmaStatus.VSYSCALL).build();
        }
        if (mapping.isVdso() || mapping.isVvar()) {
            int which = mapping.isVdso() ? VmaStatus.VDSO : VmaStatus.VVAR;
            return entry.setStatus(VmaStatus.REGULAR | VmaStatus.ANON_PRIVATE | which)
                    .setFlags(entry.getFlags() | Mman.MAP_ANONYMOUS)
                    .build();
        }
        if (mapping.isAnonymous()) {
            int heap = mapping.isHeap() ? VmaStatus.HEAP : 0;
            return entry.setStatus(VmaStatus.REGULAR | VmaStatus.ANON_PRIVATE | heap)
                    .setFlags(entry.getFlags() | Mman.MAP_ANONYMOUS)
                    .build();
        }
        if (mapping.isHugeAnonymous()) {
            entry.setFlags(entry.getFlags() | HugePages.flags(HugePages.size(pid, mapping)));
            return mapping.shared() ? sharedAnonymous(mapping, entry) : privateHuge(entry);
        }
        if (mapping.isSysvShm() && !mapping.has(VmFlag.HUGETLB)) {
            return segment(mapping, entry);
        }
        return mapping.isSharedAnonymous() ? sharedAnonymous(mapping, entry) : file(mapping, entry);
    }

    private static VmaEntry privateHuge(VmaEntry.Builder entry) {
        return entry.setStatus(VmaStatus.REGULAR | VmaStatus.ANON_PRIVATE)
                .setFlags(entry.getFlags() | Mman.MAP_ANONYMOUS)
                .build();
    }

    private VmaEntry sharedAnonymous(Mapping mapping, VmaEntry.Builder entry) throws IOException {
        int id = shared.idOf(pid, mapping);
        return entry.setStatus(VmaStatus.REGULAR | VmaStatus.ANON_SHARED)
                .setFlags(entry.getFlags() | Mman.MAP_ANONYMOUS)
                .setShmid(id)
                .setPgoff(mapping.offset())
                .build();
    }

    private VmaEntry segment(Mapping mapping, VmaEntry.Builder entry) throws IOException {
        int id = shared.segment(pid, mapping);
        return entry.setStatus(VmaStatus.REGULAR | VmaStatus.ANON_SHARED | VmaStatus.SYSVIPC)
                .setFlags(entry.getFlags() | Mman.MAP_ANONYMOUS)
                .setShmid(id)
                .setPgoff(mapping.offset())
                .setFdflags(mapping.has(VmFlag.MAYWRITE) ? O_RDWR : O_RDONLY)
                .build();
    }

    private VmaEntry file(Mapping mapping, VmaEntry.Builder entry) throws IOException {
        requireFile(mapping);
        int openFlags = mapping.shared() && mapping.has(VmFlag.MAYWRITE) ? O_RDWR : O_RDONLY;
        OpenFile file = files.of(link(mapping), openFlags);
        int memfd = file.signature().equals(FileSignature.MEMFD) ? VmaStatus.MEMFD : 0;
        int sharing = mapping.shared() ? VmaStatus.FILE_SHARED : VmaStatus.FILE_PRIVATE;
        return entry.setStatus(VmaStatus.REGULAR | sharing | memfd)
                .setPgoff(mapping.offset())
                .setShmid(file.id())
                .setFdflags(openFlags)
                .build();
    }

    private void requireFile(Mapping mapping) throws IOException {
        if (!mapping.path().startsWith("/") || mapping.path().startsWith("/SYSV") || mapping.has(VmFlag.HUGETLB)) {
            throw new IOException("Process " + pid + " has a memory mapping at " + Long.toHexString(mapping.start())
                    + " (" + mapping.path() + ") of a kind that this version of Ferry can not move.");
        }
    }

    private Path link(Mapping mapping) {
        String range = Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end());
        return Path.of("/proc", Integer.toString(pid), "map_files", range);
    }

    private static int protection(Mapping mapping) {
        return (mapping.read() ? Mman.PROT_READ : 0)
                | (mapping.write() ? Mman.PROT_WRITE : 0)
                | (mapping.execute() ? Mman.PROT_EXEC : 0);
    }

    private static int flags(Mapping mapping) {
        int type = mapping.has(VmFlag.DROPPABLE) ? Mman.MAP_DROPPABLE : Mman.MAP_PRIVATE;
        return (mapping.shared() ? Mman.MAP_SHARED : type)
                | (mapping.has(VmFlag.GROWSDOWN) ? Mman.MAP_GROWSDOWN : 0)
                | (mapping.has(VmFlag.LOCKED) ? Mman.MAP_LOCKED : 0)
                | (mapping.has(VmFlag.NORESERVE) ? Mman.MAP_NORESERVE : 0);
    }

    private static long advice(Mapping mapping) {
        return ADVICE.entrySet().stream()
                .filter(advice -> mapping.has(advice.getKey()))
                .mapToLong(advice -> 1L << advice.getValue())
                .reduce(0, (a, b) -> a | b);
    }
}
