package dev.ferry.linux.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.linux.Seized;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.process.Stub;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both ways of asking, PAGEMAP_SCAN and the entries of older kernels, must say the same. */
class KernelPagemapKernelTest {
    private static final int PAGE = Mman.PAGE_SIZE;
    private static final int HUGE_PAGE = 2 << 20;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_POPULATE_READ = 22;
    private static final long FRAME = (1L << 55) - 1;

    private Stub stub;
    private RemoteSyscalls remote;
    private ProcessMemory memory;
    private KernelPagemap pagemap;

    @BeforeEach
    void borrowAStub() throws Exception {
        stub = Stub.start();
        remote = Seized.stop(stub.pid(), Ptrace.O_EXITKILL).borrow();
        memory = ProcessMemory.open(stub.pid());
        pagemap = KernelPagemap.open(stub.pid());
    }

    @AfterEach
    void killTheStub() throws Exception {
        pagemap.close();
        memory.close();
        stub.close();
    }

    @Test
    void agreeOnAnonymousPagesAndHoles() throws Exception {
        long area = map(16 * PAGE);
        write(area, PAGE);
        write(area + 3L * PAGE, 2 * PAGE);
        write(area + 8L * PAGE, 3 * PAGE);
        remote.call("madvise", Nr.MADVISE, area + 9L * PAGE, PAGE, MADV_DONTNEED);
        requireBoth(area, 16 * PAGE, List.of(run(area, 0, 1), run(area, 3, 5), run(area, 8, 9), run(area, 10, 11)));
    }

    @Test
    void agreeOnAnAreaWithoutPages() throws Exception {
        requireBoth(map(4 * PAGE), 4 * PAGE, List.of());
    }

    @Test
    void agreeOnPrivateCopiesOfFilePages() throws Exception {
        write(Stub.CODE_ADDRESS, 1);
        requireBoth(Stub.CODE_ADDRESS, PAGE, List.of(run(Stub.CODE_ADDRESS, 0, 1)));
    }

    @Test
    void agreeThatAFilePageIsNotAnonymous() throws Exception {
        memory.read(Stub.CODE_ADDRESS, ByteBuffer.allocateDirect(1));
        requireBoth(Stub.CODE_ADDRESS, PAGE, List.of());
    }

    @Test
    void agreeOnHugePages() throws Exception {
        long area = (map(2 * HUGE_PAGE) + HUGE_PAGE - 1) & -HUGE_PAGE;
        remote.attempt(Nr.MADVISE, area, HUGE_PAGE, MADV_HUGEPAGE);
        write(area, HUGE_PAGE);
        requireBoth(area, HUGE_PAGE, List.of(new PageRun(area, area + HUGE_PAGE)));
    }

    @Test
    void agreeBeyondTheEntriesOfOneRead() throws Exception {
        int pages = 3 * (1 << 15);
        long area = map(pages * PAGE);
        for (int page : new int[] {0, (1 << 15) - 1, 1 << 15, pages - 1}) {
            write(area + (long) page * PAGE, 1);
        }
        requireBoth(
                area,
                pages * PAGE,
                List.of(run(area, 0, 1), run(area, (1 << 15) - 1, (1 << 15) + 1), run(area, pages - 1, pages)));
    }

    @Test
    void agreeBeyondTheRegionsOfOneScan() throws Exception {
        int runs = 5000;
        long area = map(runs * 2 * PAGE);
        for (int i = 0; i < runs; i++) {
            write(area + 2L * i * PAGE, 1);
        }
        assertThat(pagemap.anonymousPages(area, area + 2L * runs * PAGE))
                .hasSize(runs)
                .isEqualTo(pagemap.readEntries(area, area + 2L * runs * PAGE));
    }

    /** The one difference: old kernels can not tell the shared page of zeros, which then travels as content. */
    @Test
    void differOnlyInTheSharedPageOfZeros() throws Exception {
        long area = map(2 * PAGE);
        remote.call("madvise", Nr.MADVISE, area, 2 * PAGE, MADV_POPULATE_READ);
        assumeTrue(frame(area) == frame(area + PAGE), "this kernel gives a page of its own to whoever only reads");
        remote.call("madvise", Nr.MADVISE, area + PAGE, PAGE, MADV_DONTNEED);
        assertThat(pagemap.anonymousPages(area, area + 2L * PAGE)).isEmpty();
        assertThat(pagemap.readEntries(area, area + 2L * PAGE)).isEqualTo(List.of(run(area, 0, 1)));
    }

    /** The number of the page frame behind an address, from /proc/PID/pagemap; 0 for all of them without CAP_SYS_ADMIN. */
    private long frame(long address) throws IOException {
        try (RandomAccessFile entries = new RandomAccessFile("/proc/" + stub.pid() + "/pagemap", "r")) {
            byte[] entry = new byte[Long.BYTES]; // The kernel gives whole entries only.
            entries.seek(address / PAGE * Long.BYTES);
            entries.readFully(entry);
            return ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).getLong() & FRAME;
        }
    }

    private void requireBoth(long area, int length, List<PageRun> expected) throws IOException {
        assertThat(pagemap.anonymousPages(area, area + length)).as("scan").isEqualTo(expected);
        assertThat(pagemap.readEntries(area, area + length)).as("entries").isEqualTo(expected);
    }

    private long map(int length) throws IOException {
        return remote.call("mmap", Nr.MMAP, 0, length, 3, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0);
    }

    private void write(long address, int length) throws IOException {
        memory.write(address, ByteBuffer.allocateDirect(length).put(0, (byte) 1));
    }

    private static PageRun run(long area, int first, int end) {
        return new PageRun(area + (long) first * PAGE, area + (long) end * PAGE);
    }
}
