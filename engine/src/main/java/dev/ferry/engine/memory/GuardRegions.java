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
import java.util.Optional;

/**
 * Guard pages of madvise(MADV_GUARD_INSTALL), which whoever touches gets SIGSEGV. They are in page tables and in no list of mappings; in
 * an image they stand behind the mappings, as if they were some.
 */
public final class GuardRegions {
    private GuardRegions() {}

    /** What is known of the guard pages of a mapping already, so that its page tables need not be walked for them. */
    @FunctionalInterface
    public interface Known {
        /** Empty if nothing is known. */
        Optional<List<PageRun>> in(Mapping mapping);
    }

    /** The entries for the guard pages of a stopped task. */
    public static List<VmaEntry> entries(int pid, List<Mapping> mappings, Known known) throws IOException {
        List<VmaEntry> entries = new ArrayList<>();
        try (KernelPagemap pagemap = KernelPagemap.open(pid)) {
            for (Mapping mapping : mappings) {
                if (mayHaveSome(mapping)) {
                    Optional<List<PageRun>> guards = known.in(mapping);
                    if (guards.isEmpty()) {
                        guards = Optional.of(pagemap.guardPages(mapping.start(), mapping.end()));
                    }
                    guards.get().forEach(run -> entries.add(entry(run)));
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
