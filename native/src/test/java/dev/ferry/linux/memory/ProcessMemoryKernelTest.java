package dev.ferry.linux.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Seized;
import dev.ferry.linux.Target;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.process.Stub;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMemoryKernelTest {
    private static final long TIB = 1L << 40;
    private static final int PRIVATE_ANONYMOUS_NORESERVE = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_NORESERVE;

    @Test
    void writesPagesThatTheProcessItselfMayNotWrite() throws Exception {
        try (Target target = Target.start("pages");
                ProcessMemory memory = ProcessMemory.open(target.pid())) {
            long readOnly = target.value();
            long noAccess = readOnly + Mman.PAGE_SIZE;
            memory.write(readOnly, direct(0x11));
            memory.write(noAccess, direct(0x22));
            target.go();
            target.await(target::isDone);
            assertThat(target.result()).isEqualTo(0x2211);
        }
    }

    @Test
    void movesManyPartsAlsoThoseThatTheProcessMayNotUse() throws Exception {
        try (Stub stub = Stub.start();
                RemoteSyscalls remote =
                        Seized.stop(stub.pid(), Ptrace.O_EXITKILL).borrow();
                ProcessMemory memory = ProcessMemory.open(stub.pid())) {
            List<PageRun> parts = everyOtherPage(remote, 3000);
            ByteBuffer written = ByteBuffer.allocateDirect(3000 * Mman.PAGE_SIZE);
            for (int i = 0; i < written.capacity(); i += Long.BYTES) {
                written.putLong(i, 31L * i + 1);
            }
            memory.write(parts, written);
            ByteBuffer read = ByteBuffer.allocateDirect(written.capacity());
            memory.read(parts, read);
            assertThat(read).isEqualTo(written);
            ByteBuffer last = ByteBuffer.allocateDirect(Mman.PAGE_SIZE);
            memory.read(parts.get(2999).start(), last);
            assertThat(last).isEqualTo(written.slice(2999 * Mman.PAGE_SIZE, Mman.PAGE_SIZE));
        }
    }

    /** Pages with gaps between them; a few may not be touched by the process, a few not be written. */
    private static List<PageRun> everyOtherPage(RemoteSyscalls remote, int pages) throws Exception {
        long area = remote.call("mmap", Nr.MMAP, 0, 2L * pages * Mman.PAGE_SIZE, 3, PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
        List<PageRun> parts = new ArrayList<>();
        for (int page = 0; page < pages; page++) {
            long start = area + 2L * page * Mman.PAGE_SIZE;
            parts.add(new PageRun(start, start + Mman.PAGE_SIZE));
            if (page == 0 || page == 700 || page == 701 || page == 2999) {
                int protection = page == 701 ? Mman.PROT_READ : Mman.PROT_NONE;
                remote.call("mprotect", Nr.MPROTECT, start, Mman.PAGE_SIZE, protection);
            }
        }
        return parts;
    }

    @Test
    void namesThePartThatIsNotThere() throws Exception {
        try (Stub stub = Stub.start();
                ProcessMemory memory = ProcessMemory.open(stub.pid())) {
            List<PageRun> parts = List.of(
                    new PageRun(Stub.CODE_ADDRESS, Stub.CODE_ADDRESS + Mman.PAGE_SIZE),
                    new PageRun(Mman.PAGE_SIZE, 2 * Mman.PAGE_SIZE));
            assertThatThrownBy(() -> memory.read(parts, ByteBuffer.allocateDirect(2 * Mman.PAGE_SIZE)))
                    .hasMessageContaining("read memory of process " + stub.pid())
                    .hasMessageContaining("EIO");
        }
    }

    @Test
    void writesSparselyIntoATebibyteThatIsNotReserved() throws Exception {
        try (Stub stub = Stub.start();
                RemoteSyscalls remote =
                        Seized.stop(stub.pid(), Ptrace.O_EXITKILL).borrow();
                ProcessMemory memory = ProcessMemory.open(stub.pid());
                KernelPagemap pagemap = KernelPagemap.open(stub.pid())) {
            long area = remote.call("mmap", Nr.MMAP, 0, TIB, 3, PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
            long last = area + TIB - Mman.PAGE_SIZE;
            memory.write(area, direct(1));
            memory.write(last, direct(2));
            ByteBuffer read = direct(0);
            memory.read(last, read);
            assertThat(read.get(0)).isEqualTo((byte) 2);
            assertThat(pagemap.anonymousPages(area, area + TIB))
                    .isEqualTo(List.of(
                            new PageRun(area, area + Mman.PAGE_SIZE), new PageRun(last, last + Mman.PAGE_SIZE)));
        }
    }

    @Test
    void namesTheProcessWhoseMemoryIsNotThere() throws Exception {
        try (Stub stub = Stub.start();
                ProcessMemory memory = ProcessMemory.open(stub.pid())) {
            assertThatThrownBy(() -> memory.read(Mman.PAGE_SIZE, direct(0)))
                    .hasMessageContaining("read memory of process " + stub.pid())
                    .hasMessageContaining("EIO");
        }
    }

    @Test
    void saysThatTheProcessHasGone() throws Exception {
        Stub stub = Stub.start();
        try (ProcessMemory memory = ProcessMemory.open(stub.pid())) {
            stub.close();
            assertThatThrownBy(() -> memory.read(Stub.CODE_ADDRESS, direct(0)))
                    .hasMessageContaining("process " + stub.pid() + " has gone");
        }
    }

    private static ByteBuffer direct(int value) {
        return ByteBuffer.allocateDirect(1).put(0, (byte) value);
    }
}
