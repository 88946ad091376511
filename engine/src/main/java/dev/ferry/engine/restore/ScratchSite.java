package dev.ferry.engine.restore;

import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.PageRun;
import java.util.Comparator;
import java.util.List;

/**
 * A place in the address space of a task that its program does not use: scratch memory for our calls, and behind it room to park the
 * vdso, whose old and new place may overlap.
 *
 * @param trampoline address of the scratch memory
 */
record ScratchSite(long trampoline) {
    /** Below it are only fixed executables and what programs place there on purpose. */
    private static final long LOWEST = 0x1_0000_0000L;

    private static final long HIGHEST = 0x7000_0000_0000L;
    /** Mappings that grow downwards keep a distance of 1 MiB to what is below them ({@code stack_guard_gap}). */
    private static final long MARGIN = 4 << 20;

    private static final long PARKING = Trampoline.SIZE;
    private static final long SIZE = Trampoline.SIZE + (1 << 20);

    /** The usual place, where hardly any program has something. */
    static ScratchSite usual() {
        return new ScratchSite(LOWEST);
    }

    /** Whether nothing of {@code runs} is here or so near that it may grow here. */
    boolean isOutside(List<PageRun> runs) {
        return runs.stream()
                .allMatch(run -> run.end() + MARGIN <= trampoline || run.start() - MARGIN >= trampoline + SIZE);
    }

    /** All of it. */
    PageRun whole() {
        return new PageRun(trampoline, trampoline + SIZE);
    }

    /** The lowest place outside all of {@code runs}. */
    static ScratchSite outside(List<PageRun> runs) throws RestoreException {
        return new ScratchSite(lowestFree(runs, SIZE));
    }

    /** The lowest place for {@code bytes} outside all of {@code runs}. */
    static long lowestFree(List<PageRun> runs, long bytes) throws RestoreException {
        List<PageRun> ascending =
                runs.stream().sorted(Comparator.comparingLong(PageRun::start)).toList();
        long candidate = LOWEST;
        for (PageRun run : ascending) {
            if (run.end() + MARGIN > candidate && run.start() - MARGIN < candidate + bytes) {
                candidate = run.end() + MARGIN;
            }
        }
        if (candidate + bytes > HIGHEST) {
            throw new RestoreException("The program leaves no room in its address space to restore it.");
        }
        return candidate;
    }

    /** Where a program is to have memory, but for what the kernel makes. */
    static List<PageRun> memoryOf(TaskPlan task) {
        return task.mm().getVmasList().stream()
                .filter(vma -> !MappingPlan.isVsyscall(vma))
                .map(vma -> new PageRun(vma.getStart(), vma.getEnd()))
                .toList();
    }

    /** Where the vdso and its data may stay for a moment. */
    long parking() {
        return trampoline + PARKING;
    }
}
