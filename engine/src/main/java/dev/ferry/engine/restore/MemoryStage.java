package dev.ferry.engine.restore;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.memory.VmaStatus;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.util.List;

/**
 * Gives a task the mappings it is to have, without the pages that have not come yet. Mapped files come from
 * this process, which has opened them.
 */
final class MemoryStage {
    private static final int ADVICE_BITS = 25;

    private final FileStage files;
    private final SharedMemoryStage shared;
    private final SegmentStage segments;

    MemoryStage(FileStage files, SharedMemoryStage shared, SegmentStage segments) {
        this.files = files;
        this.shared = shared;
        this.segments = segments;
    }

    /** Maps everything in {@code task}. */
    void map(RestoringTask task) throws IOException {
        VdsoMover.place(task);
        segments.attach(task);
        try (Borrowed borrowed = Borrowed.by(task)) {
            Batch batch = task.batch();
            for (VmaEntry vma : task.plan().mm().getVmasList()) {
                if (isOurs(vma)) {
                    makeRoom(batch);
                    map(task, vma, batch, borrowed);
                }
            }
            batch.run();
        }
    }

    private static boolean isOurs(VmaEntry vma) {
        return !MappingPlan.isVsyscall(vma) && !MappingPlan.isVdso(vma) && !MappingPlan.isVvar(vma);
    }

    private void map(RestoringTask task, VmaEntry vma, Batch batch, Borrowed borrowed) throws IOException {
        long length = vma.getEnd() - vma.getStart();
        int flags = (vma.getFlags() & ~Mman.MAP_FIXED) | Mman.MAP_FIXED_NOREPLACE;
        String name = "mmap at " + Long.toHexString(vma.getStart());
        if (MappingPlan.isSegment(vma)) {
            batch.add(name, Nr.MPROTECT, vma.getStart(), length, vma.getProt());
        } else if (MappingPlan.isFile(vma) || MappingPlan.isSharedAnonymous(vma)) {
            int number =
                    MappingPlan.isFile(vma) ? lendFile(vma, batch, borrowed) : borrowed.lend(batch, shared.memory(vma));
            int fileFlags = flags & ~Mman.MAP_ANONYMOUS;
            batch.add(name, Nr.MMAP, vma.getStart(), length, vma.getProt(), fileFlags, number, vma.getPgoff());
            batch.add("close", Nr.CLOSE, number);
        } else {
            mapAnonymous(task.filled().usable(), vma, flags | Mman.MAP_ANONYMOUS, batch);
        }
        for (int advice : advice(vma)) {
            batch.addMayFail("madvise", Nr.MADVISE, vma.getStart(), length, advice);
        }
    }

    /**
     * CRIU has one entry for a file that is mapped in several ways, and the access of each at the mapping. For reading it notes of any file
     * that is not written just now; only files in memory are taken at that word, whose seals may forbid that it is ever written.
     */
    private int lendFile(VmaEntry vma, Batch batch, Borrowed borrowed) throws IOException {
        int id = (int) vma.getShmid();
        Fd file = files.created(id).orElseThrow();
        int access = FileFlags.status(file) & O_ACCMODE;
        int wanted = vma.getFdflags() & O_ACCMODE;
        boolean isShared = (vma.getFlags() & Mman.MAP_SHARED) != 0;
        boolean writes = wanted == O_RDWR && access == O_RDONLY;
        boolean onlyReads = wanted == O_RDONLY && access == O_RDWR && (vma.getStatus() & VmaStatus.MEMFD) != 0;
        return isShared && vma.hasFdflags() && (writes || onlyReads)
                ? borrowed.lendAgain(batch, file, id, wanted)
                : borrowed.lend(batch, file);
    }

    /** What is there already only gets its protection. */
    private static void mapAnonymous(PageRunSet there, VmaEntry vma, int flags, Batch batch) throws IOException {
        List<PageRun> whole = List.of(new PageRun(vma.getStart(), vma.getEnd()));
        for (PageRun part : there.select(whole, false)) {
            makeRoom(batch);
            String name = "mmap at " + Long.toHexString(part.start());
            batch.add(name, Nr.MMAP, part.start(), part.bytes(), vma.getProt(), flags, -1, 0);
        }
        for (PageRun part : there.select(whole, true)) {
            makeRoom(batch);
            String name = "mprotect at " + Long.toHexString(part.start());
            batch.add(name, Nr.MPROTECT, part.start(), part.bytes(), vma.getProt());
        }
        makeRoom(batch);
    }

    private static void makeRoom(Batch batch) throws IOException {
        if (!batch.hasRoom(8 + ADVICE_BITS, 0)) {
            batch.runAndClear();
        }
    }

    private static List<Integer> advice(VmaEntry vma) {
        return java.util.stream.IntStream.range(0, ADVICE_BITS)
                .filter(advice -> (vma.getMadv() & (1L << advice)) != 0)
                .boxed()
                .toList();
    }
}
