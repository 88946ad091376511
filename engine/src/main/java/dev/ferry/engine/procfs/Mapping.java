package dev.ferry.engine.procfs;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * One memory mapping of a process: a line of maps, and with it what smaps adds. Addresses are unsigned.
 *
 * @param end the first address behind the mapping
 * @param offset of the mapping in its file, in bytes
 * @param path as the kernel shows it, with newlines put back and {@code " (deleted)"} left on; empty for none
 * @param flags empty if read from maps, which does not show them
 * @param unknownFlags codes of the VmFlags line that this Ferry does not know
 */
public record Mapping(
        long start,
        long end,
        boolean read,
        boolean write,
        boolean execute,
        boolean shared,
        long offset,
        int devMajor,
        int devMinor,
        long inode,
        String path,
        Set<VmFlag> flags,
        Set<String> unknownFlags) {
    private static final String DELETED = " (deleted)";

    public Mapping {
        flags = Set.copyOf(flags);
        unknownFlags = Set.copyOf(unknownFlags);
    }

    /** Bytes. */
    public long length() {
        return end - start;
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }

    public boolean has(VmFlag flag) {
        return flags.contains(flag);
    }

    /** Private memory without a file: plain, heap, main stack, or named by prctl(PR_SET_VMA). */
    public boolean isAnonymous() {
        return inode == 0 && !shared && (path.isEmpty() || isHeap() || isStack() || path.startsWith("[anon:"));
    }

    /** Shared memory without a name in any directory, as mmap(MAP_SHARED | MAP_ANONYMOUS) makes it. */
    public boolean isSharedAnonymous() {
        return shared && (path.equals("/dev/zero" + DELETED) || path.startsWith("[anon_shmem:"));
    }

    /** Memory without a file on huge pages of hugetlbfs, private or shared, as mmap(MAP_ANONYMOUS | MAP_HUGETLB) makes it. */
    public boolean isHugeAnonymous() {
        return path.equals("/anon_hugepage" + DELETED) && inode != 0;
    }

    /** An attached System V shared memory segment, whose number is the inode. */
    public boolean isSysvShm() {
        return shared && path.startsWith("/SYSV");
    }

    public boolean isVdso() {
        return path.equals("[vdso]");
    }

    /** The vdso's data: {@code [vvar]}, and {@code [vvar_vclock]} since Linux 6.13. */
    public boolean isVvar() {
        return path.equals("[vvar]") || path.equals("[vvar_vclock]");
    }

    public boolean isVsyscall() {
        return path.equals("[vsyscall]");
    }

    public boolean isHeap() {
        return path.equals("[heap]");
    }

    public boolean isStack() {
        return path.equals("[stack]");
    }

    /** Whether the path says that its file is gone. A living file may be named so too: ask its link count. */
    public boolean deleted() {
        return path.endsWith(DELETED);
    }

    /** The same mapping with the flags of its VmFlags line. */
    Mapping withFlagCodes(Collection<String> codes) {
        Set<VmFlag> known = EnumSet.noneOf(VmFlag.class);
        Set<String> unknown = new HashSet<>();
        for (String code : codes) {
            VmFlag.ofCode(code).ifPresentOrElse(known::add, () -> unknown.add(code));
        }
        return new Mapping(
                start, end, read, write, execute, shared, offset, devMajor, devMinor, inode, path, known, unknown);
    }
}
