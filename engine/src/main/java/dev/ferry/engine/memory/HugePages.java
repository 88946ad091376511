package dev.ferry.engine.memory;

import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.file.FileSystem;
import java.io.IOException;

/** Pages of hugetlbfs, of which a mapping says the size in its flags; see mmap(2), MAP_HUGETLB. */
public final class HugePages {
    private static final int SIZE_BITS = Mman.MAP_HUGE_MASK << Mman.MAP_HUGE_SHIFT;
    /** All that a mapping says of them. */
    private static final int FLAGS = Mman.MAP_HUGETLB | SIZE_BITS;

    /** 2 MiB, which is meant if no size is given. */
    private static final int USUAL_SHIFT = 21;
    /** The largest of x86-64, 1 GiB. */
    private static final int LARGEST_SHIFT = 30;

    private HugePages() {}

    /** Size of the pages of a mapping, bytes. */
    public static long size(int pid, Mapping mapping) throws IOException {
        String range = Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end());
        return FileSystem.of("/proc/" + pid + "/map_files/" + range).blockSize();
    }

    /** What an entry says of pages of this size. */
    static int flags(long size) {
        return Mman.MAP_HUGETLB | Long.numberOfTrailingZeros(size) << Mman.MAP_HUGE_SHIFT;
    }

    /** Whether an entry is on huge pages. */
    public static boolean isOn(VmaEntry vma) {
        return (vma.getFlags() & Mman.MAP_HUGETLB) != 0;
    }

    /** The binary logarithm of the size of the pages of such an entry. */
    public static int shift(VmaEntry vma) {
        int shift = vma.getFlags() >>> Mman.MAP_HUGE_SHIFT & Mman.MAP_HUGE_MASK;
        return shift == 0 ? USUAL_SHIFT : shift;
    }

    /** Its flags without those of huge pages, if it can have these: memory without a file, in whole pages. */
    public static int otherFlags(VmaEntry vma) {
        boolean isAnonymous = (vma.getStatus() & (VmaStatus.ANON_PRIVATE | VmaStatus.ANON_SHARED)) != 0
                && (vma.getStatus() & VmaStatus.SYSVIPC) == 0;
        int shift = shift(vma);
        boolean isSize = shift >= USUAL_SHIFT && shift <= LARGEST_SHIFT;
        long rest = isSize ? (vma.getStart() | vma.getEnd() | vma.getPgoff()) & ((1L << shift) - 1) : 1;
        return isOn(vma) && isAnonymous && rest == 0 ? vma.getFlags() & ~FLAGS : vma.getFlags();
    }
}
