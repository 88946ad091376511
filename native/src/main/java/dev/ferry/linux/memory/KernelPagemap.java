package dev.ferry.linux.memory;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which pages of a process hold content of their own, from {@code /proc/PID/pagemap}: by {@code ioctl(PAGEMAP_SCAN)}
 * (Linux 6.7, Documentation/admin-guide/mm/pagemap.rst) where the kernel has it, else by reading its 64-bit entries.
 */
public final class KernelPagemap implements AutoCloseable {
    private static final long O_RDONLY_CLOEXEC = 02000000;
    private static final long SCAN = 0xC0606610L;
    private static final int SCAN_ARG_SIZE = 96;
    private static final int REGION_SIZE = 24;
    private static final int REGIONS = 4096;

    private static final long WP_MATCHING = 1;
    private static final long CHECK_WPASYNC = 2;

    private static final long CATEGORY_WRITTEN = 1 << 1;
    private static final long CATEGORY_FILE = 1 << 2;
    private static final long CATEGORY_PRESENT = 1 << 3;
    private static final long CATEGORY_SWAPPED = 1 << 4;
    private static final long CATEGORY_PFNZERO = 1 << 5;
    private static final long CATEGORY_GUARD = 1 << 8;

    private static final long ENTRY_PRESENT = 1L << 63;
    private static final long ENTRY_SWAPPED = 1L << 62;
    private static final long ENTRY_FILE = 1L << 61;
    private static final long ENTRY_GUARD = 1L << 58;
    private static final int ENTRIES = 1 << 15;

    private final Fd pagemap;
    private final OffHeap argument = OffHeap.allocate(SCAN_ARG_SIZE);
    private final OffHeap regions = OffHeap.allocate(REGIONS * REGION_SIZE);
    private boolean hasScan = true;
    private boolean knowsGuards = true;

    private KernelPagemap(Fd pagemap) {
        this.pagemap = pagemap;
    }

    /** Opens the page map of process {@code pid}. */
    public static KernelPagemap open(int pid) throws ErrnoException {
        OffHeap path = OffHeap.cString("/proc/" + pid + "/pagemap");
        return new KernelPagemap(
                Fd.own(path.lend(at -> Syscall.call("open /proc/" + pid + "/pagemap", Nr.OPEN, at, O_RDONLY_CLOEXEC))));
    }

    /** The runs of anonymous pages, in memory or swapped out, between two addresses: what no file has. */
    public List<PageRun> anonymousPages(long start, long end) throws IOException {
        if (hasScan) {
            try {
                return scan(start, end);
            } catch (ErrnoException e) {
                if (!e.is(Errno.ENOTTY) && !e.is(Errno.EINVAL)) {
                    throw e;
                }
                hasScan = false;
            }
        }
        return readEntries(start, end);
    }

    /**
     * The kernel fills the regions through a buffer of 512 and leaves where that was last full as the end of the walk, even if
     * it then went on to the end (do_pagemap_scan in fs/proc/task_mmu.c). So room left says that the walk is complete.
     */
    private List<PageRun> scan(long start, long end) throws ErrnoException {
        List<PageRun> runs = new ArrayList<>();
        walk(start, end, ANONYMOUS, (from, to, categories) -> append(runs, from, to));
        return runs;
    }

    /**
     * The pages with content of their own, and which of them were written since they were last protected. Guard pages, which count as
     * swapped out, are told in the same walk.
     *
     * @throws ErrnoException EPERM if the part has a mapping that is not tracked by a {@link Userfaultfd}
     */
    public TrackedPages trackedPages(long start, long end) throws ErrnoException {
        List<PageRun> present = new ArrayList<>();
        List<PageRun> written = new ArrayList<>();
        List<PageRun> guards = new ArrayList<>();
        walk(start, end, TRACKED, (from, to, categories) -> {
            if ((categories & CATEGORY_GUARD) != 0) {
                append(guards, from, to);
                return;
            }
            append(present, from, to);
            if ((categories & CATEGORY_WRITTEN) != 0) {
                append(written, from, to);
            }
        });
        return new TrackedPages(present, written, guards);
    }

    /**
     * The pages with content that were written since the last call, protected again in the same step: whoever reads their content
     * afterwards misses nothing. Holes are left alone, for to protect them would cost page tables.
     *
     * @throws ErrnoException EPERM if the part has a mapping that is not tracked by a {@link Userfaultfd}
     */
    public List<PageRun> takeWritten(long start, long end) throws ErrnoException {
        List<PageRun> written = new ArrayList<>();
        walk(start, end, WRITTEN, (from, to, categories) -> append(written, from, to));
        return written;
    }

    /** What is asked of PAGEMAP_SCAN: which bits are turned round, which must then be set, any of which, which are told. */
    private record Query(long flags, long inverted, long all, long any, long told) {
        /** Leaves guard pages out, which count as swapped out and have no content. */
        Walk withoutGuards() {
            return new Walk(new Query(flags, inverted | CATEGORY_GUARD, all | CATEGORY_GUARD, any, told), this);
        }

        Walk tellingGuards() {
            return new Walk(new Query(flags, inverted, all, any, told | CATEGORY_GUARD), this);
        }
    }

    /** What is asked of kernels that know guard pages, and of the others. */
    private record Walk(Query knowing, Query other) {}

    private static final long NOT_OWN = CATEGORY_FILE | CATEGORY_PFNZERO;
    private static final long HAS_CONTENT = CATEGORY_PRESENT | CATEGORY_SWAPPED;

    private static final Walk ANONYMOUS = new Query(0, NOT_OWN, NOT_OWN, HAS_CONTENT, HAS_CONTENT).withoutGuards();
    private static final Walk TRACKED =
            new Query(CHECK_WPASYNC, NOT_OWN, NOT_OWN, HAS_CONTENT, CATEGORY_WRITTEN).tellingGuards();
    private static final Walk WRITTEN = new Query(
                    WP_MATCHING | CHECK_WPASYNC, NOT_OWN, NOT_OWN | CATEGORY_WRITTEN, HAS_CONTENT, CATEGORY_WRITTEN)
            .withoutGuards();

    private static final Query GUARD = new Query(0, 0, CATEGORY_GUARD, CATEGORY_GUARD, CATEGORY_GUARD);

    /**
     * The guard pages of madvise(MADV_GUARD_INSTALL) between two addresses. Kernels before 6.15 do not tell; then there seem to be
     * none, which before 6.13 is true.
     */
    public List<PageRun> guardPages(long start, long end) throws ErrnoException {
        List<PageRun> guards = new ArrayList<>();
        try {
            walkOnce(start, end, GUARD, (from, to, categories) -> append(guards, from, to));
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOTTY) && !e.is(Errno.EINVAL)) {
                throw e;
            }
        }
        return guards;
    }

    private interface Region {
        void found(long start, long end, long categories);
    }

    private void walk(long start, long end, Walk walk, Region region) throws ErrnoException {
        if (knowsGuards) {
            try {
                walkOnce(start, end, walk.knowing(), region);
                return;
            } catch (ErrnoException e) {
                if (!e.is(Errno.EINVAL)) {
                    throw e;
                }
                // The kernel refuses a category that it does not know before it looks at any page.
                knowsGuards = false;
            }
        }
        walkOnce(start, end, walk.other(), region);
    }

    private void walkOnce(long start, long end, Query query, Region region) throws ErrnoException {
        long from = start;
        while (from < end) {
            argument.bytes()
                    .putLong(0, SCAN_ARG_SIZE)
                    .putLong(8, query.flags())
                    .putLong(16, from)
                    .putLong(24, end)
                    .putLong(32, 0)
                    .putLong(40, regions.address())
                    .putLong(48, REGIONS)
                    .putLong(56, 0)
                    .putLong(64, query.inverted())
                    .putLong(72, query.all())
                    .putLong(80, query.any())
                    .putLong(88, query.told());
            int found = (int) Syscall.call("ioctl(PAGEMAP_SCAN)", Nr.IOCTL, pagemap.number(), SCAN, argument.address());
            long last = from;
            for (int at = 0; at < found * REGION_SIZE; at += REGION_SIZE) {
                last = regions.bytes().getLong(at + 8);
                region.found(regions.bytes().getLong(at), last, regions.bytes().getLong(at + 16));
            }
            from = found < REGIONS ? end : Math.max(argument.bytes().getLong(32), last);
        }
    }

    /** The same in the way of kernels before 6.7; the shared zero page can not be told apart and is listed. */
    public List<PageRun> readEntries(long start, long end) throws IOException {
        List<PageRun> runs = new ArrayList<>();
        OffHeap entries = OffHeap.allocate(ENTRIES * Long.BYTES);
        long page = start >>> Mman.PAGE_SHIFT;
        long lastPage = end >>> Mman.PAGE_SHIFT;
        while (page < lastPage) {
            long wanted = Math.min(ENTRIES, lastPage - page) * Long.BYTES;
            long got = Syscall.call(
                    "pread of pagemap", Nr.PREAD64, pagemap.number(), entries.address(), wanted, page * Long.BYTES);
            if (got == 0) {
                break;
            }
            collect(runs, entries.bytes(), page, (int) (got / Long.BYTES));
            page += got / Long.BYTES;
        }
        return runs;
    }

    private static void collect(List<PageRun> runs, ByteBuffer entries, long firstPage, int count) {
        for (int i = 0; i < count; i++) {
            long entry = entries.getLong(i * Long.BYTES);
            boolean there = (entry & (ENTRY_PRESENT | ENTRY_SWAPPED)) != 0;
            if (there && (entry & (ENTRY_FILE | ENTRY_GUARD)) == 0) {
                append(runs, (firstPage + i) << Mman.PAGE_SHIFT, (firstPage + i + 1) << Mman.PAGE_SHIFT);
            }
        }
    }

    private static void append(List<PageRun> runs, long start, long end) {
        if (!runs.isEmpty() && runs.get(runs.size() - 1).end() == start) {
            PageRun last = runs.remove(runs.size() - 1);
            runs.add(new PageRun(last.start(), end));
        } else {
            runs.add(new PageRun(start, end));
        }
    }

    @Override
    public void close() {
        pagemap.close();
    }
}
