package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.util.List;

/**
 * Moves the kernel's own mappings, the vdso and its data, first out of the way and at the end to where the program knows them.
 * The contents stay this kernel's; that the two are alike is for the preflight to see.
 */
final class VdsoMover {
    private VdsoMover() {}

    /** Moves them to the parking place beside the scratch memory of {@code task}. */
    static void park(RestoringTask task) throws IOException {
        Batch batch = task.batch();
        long parking = task.site().parking();
        for (Mapping mapping : kernelMappings(task)) {
            moveTo(batch, mapping.start(), mapping.length(), parking);
            parking += mapping.length();
        }
        batch.run();
    }

    /** Moves them from there to where the program had them. */
    static void place(RestoringTask task) throws IOException {
        List<Mapping> here = kernelMappings(task);
        List<VmaEntry> wanted = task.plan().mm().getVmasList().stream()
                .filter(vma -> MappingPlan.isVdso(vma) || MappingPlan.isVvar(vma))
                .toList();
        requireSame(here, wanted);
        Batch batch = task.batch();
        for (int i = 0; i < here.size(); i++) {
            Mapping mapping = here.get(i);
            if (wanted.isEmpty()) {
                batch.add("munmap", Nr.MUNMAP, mapping.start(), mapping.length());
            } else {
                moveTo(batch, mapping.start(), mapping.length(), wanted.get(i).getStart());
            }
        }
        batch.run();
    }

    private static List<Mapping> kernelMappings(RestoringTask task) throws IOException {
        return Maps.read(task.pid()).stream()
                .filter(mapping -> mapping.isVdso() || mapping.isVvar())
                .toList();
    }

    private static void requireSame(List<Mapping> here, List<VmaEntry> wanted) throws RestoreException {
        boolean same = wanted.isEmpty() || here.size() == wanted.size();
        for (int i = 0; same && i < wanted.size(); i++) {
            VmaEntry vma = wanted.get(i);
            same = here.get(i).length() == vma.getEnd() - vma.getStart()
                    && here.get(i).isVdso() == MappingPlan.isVdso(vma);
        }
        if (!same) {
            throw new RestoreException(
                    "The kernel's vdso on this host is not laid out as on the host of the checkpoint;"
                            + " restore on a host with the same kernel.");
        }
    }

    private static void moveTo(Batch batch, long from, long length, long to) {
        batch.add("mremap of the vdso", Nr.MREMAP, from, length, length, Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED, to);
    }
}
