package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.util.ArrayList;
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
        List<Area> wanted = Area.joined(task.plan().mm().getVmasList().stream()
                .filter(vma -> MappingPlan.isVdso(vma) || MappingPlan.isVvar(vma))
                .map(Area::of)
                .toList());
        List<Area> parked = Area.joined(here.stream().map(Area::of).toList());
        requireSame(parked, wanted);
        Batch batch = task.batch();
        for (Mapping mapping : here) {
            if (wanted.isEmpty()) {
                batch.add("munmap", Nr.MUNMAP, mapping.start(), mapping.length());
            } else {
                moveTo(batch, mapping.start(), mapping.length(), placeOf(mapping, parked, wanted));
            }
        }
        batch.run();
    }

    private static List<Mapping> kernelMappings(RestoringTask task) throws IOException {
        return Maps.read(task.pid()).stream()
                .filter(mapping -> mapping.isVdso() || mapping.isVvar())
                .toList();
    }

    private static long placeOf(Mapping mapping, List<Area> parked, List<Area> wanted) {
        for (int i = 0; i < parked.size(); i++) {
            if (parked.get(i).start() <= mapping.start()
                    && mapping.end() <= parked.get(i).end()) {
                return wanted.get(i).start() + mapping.start() - parked.get(i).start();
            }
        }
        throw new IllegalStateException(mapping + " is in no area");
    }

    private static void requireSame(List<Area> here, List<Area> wanted) throws RestoreException {
        boolean same = wanted.isEmpty() || here.size() == wanted.size();
        for (int i = 0; same && i < wanted.size(); i++) {
            same = here.get(i).isLike(wanted.get(i));
        }
        if (!same) {
            throw new RestoreException(
                    "The kernel's vdso on this host is not laid out as on the host of the checkpoint;"
                            + " restore on a host with the same kernel.");
        }
    }

    /** The vdso, or all of its data: the kernel has several mappings for that, of which CRIU's images make one. */
    private record Area(long start, long end, boolean isVdso) {
        static Area of(VmaEntry vma) {
            return new Area(vma.getStart(), vma.getEnd(), MappingPlan.isVdso(vma));
        }

        static Area of(Mapping mapping) {
            return new Area(mapping.start(), mapping.end(), mapping.isVdso());
        }

        static List<Area> joined(List<Area> areas) {
            List<Area> joined = new ArrayList<>();
            for (Area area : areas) {
                int last = joined.size() - 1;
                if (last >= 0 && joined.get(last).end == area.start && joined.get(last).isVdso == area.isVdso) {
                    joined.set(last, new Area(joined.get(last).start, area.end, area.isVdso));
                } else {
                    joined.add(area);
                }
            }
            return joined;
        }

        boolean isLike(Area other) {
            return isVdso == other.isVdso && end - start == other.end - other.start;
        }
    }

    private static void moveTo(Batch batch, long from, long length, long to) {
        batch.add("mremap of the vdso", Nr.MREMAP, from, length, length, Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED, to);
    }
}
