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
 * Moves the kernel's own mappings, the vdso and its data, to where the program knows them. Old and new place may overlap, so
 * they go through a parking place. The contents stay this kernel's; that the two are alike is for the preflight to see.
 */
final class VdsoMover {
    private final ScratchSite site;

    VdsoMover(ScratchSite site) {
        this.site = site;
    }

    void move(RestoringTask task) throws IOException {
        List<Mapping> here = Maps.read(task.pid()).stream()
                .filter(mapping -> mapping.isVdso() || mapping.isVvar())
                .toList();
        List<VmaEntry> wanted = task.plan().mm().getVmasList().stream()
                .filter(vma -> MappingPlan.isVdso(vma) || MappingPlan.isVvar(vma))
                .toList();
        requireSame(here, wanted);
        Batch batch = task.batch();
        long parking = site.parking();
        for (Mapping mapping : here) {
            moveTo(batch, mapping.start(), mapping.length(), parking);
            parking += mapping.length();
        }
        parking = site.parking();
        for (int i = 0; i < here.size(); i++) {
            long length = here.get(i).length();
            if (wanted.isEmpty()) {
                batch.add("munmap", Nr.MUNMAP, parking, length);
            } else {
                moveTo(batch, parking, length, wanted.get(i).getStart());
            }
            parking += length;
        }
        batch.run();
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
