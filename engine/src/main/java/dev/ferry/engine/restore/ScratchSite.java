package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.linux.inject.Trampoline;
import java.util.Comparator;
import java.util.List;

/**
 * A place in the address space that no task of the tree uses: scratch memory for our calls, and behind it room to park the
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

    static ScratchSite outside(List<TaskPlan> tasks) throws RestoreException {
        List<VmaEntry> all = tasks.stream()
                .flatMap(task -> task.mm().getVmasList().stream())
                .filter(vma -> !MappingPlan.isVsyscall(vma))
                .sorted(Comparator.comparingLong(VmaEntry::getStart))
                .toList();
        long candidate = LOWEST;
        for (VmaEntry vma : all) {
            if (vma.getEnd() + MARGIN > candidate && vma.getStart() - MARGIN < candidate + SIZE) {
                candidate = vma.getEnd() + MARGIN;
            }
        }
        if (candidate + SIZE > HIGHEST) {
            throw new RestoreException("The program leaves no room in its address space to restore it.");
        }
        return new ScratchSite(candidate);
    }

    /** Where the vdso and its data may stay for a moment. */
    long parking() {
        return trampoline + PARKING;
    }
}
