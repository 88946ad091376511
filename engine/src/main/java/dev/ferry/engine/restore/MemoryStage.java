package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.inject.Trampoline;
import java.io.IOException;
import java.util.List;

/**
 * Replaces the memory that a task has from the stub by the mappings it is to have, without their pages. Mapped files come from
 * this process, which has opened them.
 */
final class MemoryStage {
    private static final int ADVICE_BITS = 25;

    private final ScratchSite site;
    private final FileStage files;
    private final SharedMemoryStage shared;

    MemoryStage(ScratchSite site, FileStage files, SharedMemoryStage shared) {
        this.site = site;
        this.files = files;
        this.shared = shared;
    }

    /** Maps everything in {@code task}. */
    void map(RestoringTask task) throws IOException {
        clear(task);
        new VdsoMover(site).move(task);
        try (Borrowed borrowed = Borrowed.by(task)) {
            Batch batch = task.batch();
            for (VmaEntry vma : task.plan().mm().getVmasList()) {
                if (!MappingPlan.isVsyscall(vma) && !MappingPlan.isVdso(vma) && !MappingPlan.isVvar(vma)) {
                    if (!batch.hasRoom(8 + ADVICE_BITS, 0)) {
                        batch.runAndClear();
                    }
                    map(vma, batch, borrowed);
                }
            }
            batch.run();
        }
    }

    /** Closes what the stub had open and unmaps all but the scratch memory and the kernel's own mappings. */
    private void clear(RestoringTask task) throws IOException {
        Batch batch = task.batch();
        batch.add("close_range", Nr.CLOSE_RANGE, 0, 0xffff_ffffL, 0);
        for (Mapping mapping : Maps.read(task.pid())) {
            boolean scratch =
                    mapping.start() >= site.trampoline() && mapping.end() <= site.trampoline() + Trampoline.SIZE;
            if (!scratch && !mapping.isVdso() && !mapping.isVvar() && !mapping.isVsyscall()) {
                batch.add("munmap", Nr.MUNMAP, mapping.start(), mapping.length());
            }
        }
        batch.run();
    }

    private void map(VmaEntry vma, Batch batch, Borrowed borrowed) throws IOException {
        long length = vma.getEnd() - vma.getStart();
        int flags = (vma.getFlags() & ~Mman.MAP_FIXED) | Mman.MAP_FIXED_NOREPLACE;
        String name = "mmap at " + Long.toHexString(vma.getStart());
        if (MappingPlan.isFile(vma) || MappingPlan.isSharedAnonymous(vma)) {
            Fd file = MappingPlan.isFile(vma)
                    ? files.created((int) vma.getShmid()).orElseThrow()
                    : shared.memory(vma);
            int number = borrowed.lend(batch, file);
            int fileFlags = flags & ~Mman.MAP_ANONYMOUS;
            batch.add(name, Nr.MMAP, vma.getStart(), length, vma.getProt(), fileFlags, number, vma.getPgoff());
            batch.add("close", Nr.CLOSE, number);
        } else {
            batch.add(name, Nr.MMAP, vma.getStart(), length, vma.getProt(), flags | Mman.MAP_ANONYMOUS, -1, 0);
        }
        for (int advice : advice(vma)) {
            batch.addMayFail("madvise", Nr.MADVISE, vma.getStart(), length, advice);
        }
    }

    private static List<Integer> advice(VmaEntry vma) {
        return java.util.stream.IntStream.range(0, ADVICE_BITS)
                .filter(advice -> (vma.getMadv() & (1L << advice)) != 0)
                .boxed()
                .toList();
    }
}
