package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.HugePages;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.memory.VmaStatus;
import dev.ferry.linux.abi.Mman;
import java.util.List;

/** Checks the mappings of an mm image: in order, inside user memory, of kinds that can be made, referring to files there are. */
public final class MappingPlan {
    private static final long USER_END = 0x7fff_ffff_f000L;
    private static final long VSYSCALL = 0xffff_ffff_ff60_0000L;
    private static final int FLAGS = Mman.MAP_SHARED
            | Mman.MAP_PRIVATE
            | Mman.MAP_DROPPABLE
            | Mman.MAP_ANONYMOUS
            | Mman.MAP_GROWSDOWN
            | Mman.MAP_LOCKED
            | Mman.MAP_NORESERVE
            | Mman.MAP_STACK
            | Mman.MAP_FIXED;

    private MappingPlan() {}

    static void check(int pid, MmEntry mm, RestorePlan plan) throws ImageException {
        long previousEnd = 0;
        for (VmaEntry vma : mm.getVmasList()) {
            if (isVsyscall(vma)) {
                continue;
            }
            requirePlace(pid, vma, previousEnd);
            if ((HugePages.otherFlags(vma) & ~FLAGS) != 0) {
                throw impossible(pid, vma);
            }
            if (isFile(vma)) {
                plan.file((int) vma.getShmid());
            } else if (isSegment(vma)) {
                requireSegment(pid, vma, plan);
            } else if (!isKnown(vma)) {
                throw new ImageException("Process " + pid + " has a mapping at " + Long.toHexString(vma.getStart())
                        + " of a kind (status " + vma.getStatus() + ") that this version of Ferry can not restore.");
            }
            previousEnd = vma.getEnd();
        }
    }

    /** Checks guard pages in the same way; whether there are mappings below them the kernel says. */
    static void checkGuards(int pid, List<VmaEntry> guards) throws ImageException {
        long previousEnd = 0;
        for (VmaEntry guard : guards) {
            requirePlace(pid, guard, previousEnd);
            previousEnd = guard.getEnd();
        }
    }

    /** Checks that it lies in user memory, in whole pages, and behind the one before it, which ends at {@code previousEnd}. */
    public static void requirePlace(int pid, VmaEntry vma, long previousEnd) throws ImageException {
        boolean aligned = ((vma.getStart() | vma.getEnd() | vma.getPgoff()) & (Mman.PAGE_SIZE - 1)) == 0;
        boolean ordered = vma.getStart() >= previousEnd && vma.getEnd() > vma.getStart() && vma.getEnd() <= USER_END;
        boolean hasEnd = vma.getPgoff() >= 0 && vma.getPgoff() <= Long.MAX_VALUE - USER_END;
        if (!aligned || !ordered || !hasEnd) {
            throw impossible(pid, vma);
        }
    }

    private static ImageException impossible(int pid, VmaEntry vma) {
        return new ImageException(
                "mm-" + pid + ".img has an impossible mapping at " + Long.toHexString(vma.getStart()) + ".");
    }

    /** The kernel's page above user memory, which every task has anyway; what lies elsewhere is none, whatever it says. */
    public static boolean isVsyscall(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.VSYSCALL) != 0 && vma.getStart() == VSYSCALL;
    }

    /** Whether it is the code that the kernel gives every program, [vdso]. */
    public static boolean isVdso(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.VDSO) != 0;
    }

    /** Whether it is the data of that code. */
    public static boolean isVvar(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.VVAR) != 0;
    }

    /** Whether it is mapped from a file, which may be one in memory. */
    public static boolean isFile(VmaEntry vma) {
        return (vma.getStatus() & (VmaStatus.FILE_PRIVATE | VmaStatus.FILE_SHARED)) != 0;
    }

    /** Whether it is an attached System V shared memory segment, or a part of one. */
    static boolean isSegment(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.SYSVIPC) != 0;
    }

    static boolean isSharedAnonymous(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.ANON_SHARED) != 0 && !isSegment(vma);
    }

    private static void requireSegment(int pid, VmaEntry vma, RestorePlan plan) throws ImageException {
        IpcShmEntry segment = plan.segments().get(vma.getShmid());
        if (segment == null
                || vma.getPgoff() > SysvSegments.wholePages(segment)
                || vma.getEnd() - vma.getStart() > SysvSegments.wholePages(segment) - vma.getPgoff()) {
            throw new ImageException("Process " + pid + " has a mapping at " + Long.toHexString(vma.getStart())
                    + " of the System V shared memory " + vma.getShmid()
                    + ", which the checkpoint does not have in that size.");
        }
    }

    /** Whether it is a mapping that has pages of its own. */
    public static boolean isPrivate(VmaEntry vma) {
        return (vma.getFlags() & Mman.MAP_SHARED) == 0 && !isVdso(vma) && !isVvar(vma) && !isVsyscall(vma);
    }

    private static boolean isKnown(VmaEntry vma) {
        return (vma.getStatus() & (VmaStatus.ANON_PRIVATE | VmaStatus.ANON_SHARED)) != 0;
    }
}
