package dev.ferry.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Seized;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What the kernel is given the address of survives the collector, and so does errno. */
class OffHeapKernelTest {
    private static final int CALLS = 20_000;
    private static final int SIZE = 512;

    @Test
    void keepsBuffersAndErrnoThroughCollections() throws Exception {
        Storm storm = Storm.start();
        try (Stub stub = Stub.start();
                RemoteSyscalls remote =
                        Seized.stop(stub.pid(), Ptrace.O_EXITKILL).borrow();
                ProcessMemory memory = ProcessMemory.open(stub.pid())) {
            long area = remote.call("mmap", Nr.MMAP, 0, SIZE, 3, 0x22, -1, 0);
            int wrong = 0;
            for (int i = 0; i < CALLS / 4; i++) {
                memory.write(area, filled((byte) i));
                wrong += isFilled(memory, area, (byte) i) && failsWith(Errno.ENOENT) ? 0 : 1;
            }
            assertThat(wrong).isZero();
            assertThat(storm.collections()).isGreaterThan(10);
        } finally {
            storm.end();
        }
    }

    @Test
    void refusesNulInText() {
        assertThatThrownBy(() -> OffHeap.cString("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteBuffer filled(byte value) {
        ByteBuffer direct = ByteBuffer.allocateDirect(SIZE);
        for (int i = 0; i < SIZE; i++) {
            direct.put(i, value);
        }
        return direct;
    }

    private static boolean isFilled(ProcessMemory memory, long area, byte value) throws Exception {
        ByteBuffer read = ByteBuffer.allocateDirect(SIZE);
        memory.read(area, read);
        return read.equals(filled(value).clear());
    }

    /** Two calls that fail each in its own way. */
    private static boolean failsWith(Errno expected) {
        try {
            OffHeap.cString("/no/such/file").lend(path -> Syscall.call("open", Nr.OPEN, path, 0));
            return false;
        } catch (ErrnoException e) {
            return e.is(expected) && isNotOpen();
        }
    }

    private static boolean isNotOpen() {
        try {
            return Syscall.call("dup", Nr.DUP, 1_000_000) < 0;
        } catch (ErrnoException e) {
            return e.is(Errno.EBADF);
        }
    }

    /** A thread that drops direct buffers and collects them, and one whose calls fail with another errno. */
    private static final class Storm {
        private volatile boolean over;
        private volatile int collections;
        private final Thread collector = new Thread(this::collect);
        private final Thread failer = new Thread(this::fail);

        static Storm start() {
            Storm storm = new Storm();
            storm.collector.start();
            storm.failer.start();
            return storm;
        }

        private void collect() {
            int count = 0;
            while (!over) {
                ByteBuffer.allocateDirect(SIZE).put(0, (byte) 0x55);
                System.gc();
                collections = ++count;
            }
        }

        private void fail() {
            while (!over) {
                assertThatThrownBy(() -> Syscall.call("kill", Nr.KILL, 1 << 30, 0))
                        .hasMessageContaining("ESRCH");
            }
        }

        int collections() {
            return collections;
        }

        void end() throws InterruptedException {
            over = true;
            collector.join();
            failer.join();
        }
    }
}
