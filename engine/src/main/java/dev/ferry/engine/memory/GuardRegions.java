package dev.ferry.engine.memory;

import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.VmFlag;
import dev.ferry.linux.memory.KernelPagemap;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Guard pages of madvise(MADV_GUARD_INSTALL), which whoever touches gets SIGSEGV. They are in page tables and in no list of mappings; in
 * an image they stand behind the mappings, as if they were some.
 */
public final class GuardRegions {
    private GuardRegions() {}

    /** The entries for the guard pages of a stopped task. */
    public static List<VmaEntry> entries(int pid, List<Mapping> mappings) throws IOException {
        List<VmaEntry> entries = new ArrayList<>();
        try (KernelPagemap pagemap = KernelPagemap.open(pid)) {
            for (Mapping mapping : mappings) {
                if (mayHaveSome(mapping)) {
                    pagemap.guardPages(mapping.start(), mapping.end()).forEach(run -> entries.add(entry(run)));
                }
            }
        }
        return entries;
    }

    private static boolean mayHaveSome(Mapping mapping) {
        return !mapping.isVdso() && !mapping.isVvar() && !mapping.isVsyscall() && !mapping.has(VmFlag.HUGETLB);
    }

    private static VmaEntry entry(PageRun run) {
        return VmaEntry.newBuilder()
                .setStart(run.start())
                .setEnd(run.end())
                .setPgoff(0)
                .setShmid(0)
                .setProt(0)
                .setFlags(0)
                .setStatus(VmaStatus.GUARD)
                .setFd(-1)
                .build();
    }

    /** Whether an entry is none of a mapping, but of guard pages in mappings. */
    public static boolean isGuard(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.GUARD) != 0;
    }

    /** The mappings alone. */
    public static MmEntry without(MmEntry mm) {
        if (mm.getVmasList().stream().noneMatch(GuardRegions::isGuard)) {
            return mm;
        }
        List<VmaEntry> mappings =
                mm.getVmasList().stream().filter(vma -> !isGuard(vma)).toList();
        return mm.toBuilder().clearVmas().addAllVmas(mappings).build();
    }

    /** The guard pages alone. */
    public static List<VmaEntry> in(MmEntry mm) {
        return mm.getVmasList().stream().filter(GuardRegions::isGuard).toList();
    }
}
