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
