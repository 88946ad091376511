package dev.ferry.linux.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Seized;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchKernelTest {
    private static final int ENTRY_SIZE = 72;

    private Stub stub;
    private RemoteSyscalls remote;
    private ProcessMemory memory;
    private Trampoline trampoline;

    @BeforeEach
    void borrowAStub() throws Exception {
        stub = Stub.start();
        remote = Seized.stop(stub.pid(), Ptrace.O_EXITKILL).borrow();
        memory = ProcessMemory.open(stub.pid());
        trampoline = Trampoline.map(remote, memory);
    }

    @AfterEach
    void killTheStub() throws Exception {
        memory.close();
        stub.close();
    }

    @Test
    void answersInTheOrderOfTheCalls() throws Exception {
        Batch batch = trampoline.batch();
        int pid = batch.add("getpid", Nr.GETPID);
        int failed = batch.addMayFail("close", Nr.CLOSE, 999);
        int mask = batch.add("umask", Nr.UMASK, 0123);
        int maskAgain = batch.add("umask", Nr.UMASK, 0);
        batch.run();
        assertThat(batch.result(pid)).isEqualTo(stub.pid());
        assertThat(batch.result(failed)).isEqualTo(-Errno.EBADF.number());
        assertThat(batch.result(mask)).isNotEqualTo(0123);
        assertThat(batch.result(maskAgain)).isEqualTo(0123);
    }

    @Test
    void makesNoCallAfterTheFirstThatFails() throws Exception {
        Batch batch = trampoline.batch();
        batch.add("umask", Nr.UMASK, 0);
        batch.add("close", Nr.CLOSE, 999);
        batch.add("umask", Nr.UMASK, 0123);
        assertThatThrownBy(batch::run)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADF))
                .hasMessageContaining("close in thread " + stub.pid());
        assertThat(remote.call("umask", Nr.UMASK, 0)).isZero();
    }

    @Test
    void takesALargeAddressForNoError() throws Exception {
        Batch batch = trampoline.batch();
        int mapped = batch.add("mmap", Nr.MMAP, 0, 4096, 3, 0x22, -1, 0);
        int last = batch.add("getpid", Nr.GETPID);
        batch.run();
        assertThat(batch.result(mapped)).isGreaterThan(1L << 40);
        assertThat(batch.result(last)).isEqualTo(stub.pid());
    }

    @Test
    void fillsItsMemoryToTheLastEntry() throws Exception {
        Batch batch = trampoline.batch();
        int calls = 0;
        while (batch.hasRoom(1, 0)) {
            batch.add("getpid", Nr.GETPID);
            calls++;
        }
        assertThat(calls).isBetween(Trampoline.dataSize() / ENTRY_SIZE - 2, Trampoline.dataSize() / ENTRY_SIZE);
        batch.run();
        assertThat(batch.result(0)).isEqualTo(stub.pid());
        assertThat(batch.result(calls - 1)).isEqualTo(stub.pid());
    }

    @Test
    void hasRoomForWhatItSaysItHasRoomFor() throws Exception {
        Batch batch = trampoline.batch();
        int bytes = Trampoline.dataSize();
        while (!batch.hasRoom(3, bytes)) {
            bytes--;
        }
        assertThat(bytes).isGreaterThan(Trampoline.dataSize() - 4 * ENTRY_SIZE);
        batch.data(new byte[bytes - 14]);
        batch.data(new byte[7]);
        batch.data(new byte[7]);
        for (int i = 0; i < 3; i++) {
            batch.add("getpid", Nr.GETPID);
        }
        batch.run();
        assertThat(batch.result(2)).isEqualTo(stub.pid());
    }

    @Test
    void hasNoRoomForWhatOverflowsAnInteger() {
        Batch batch = trampoline.batch();
        assertThat(batch.hasRoom(1, Integer.MAX_VALUE)).isFalse();
        assertThat(batch.hasRoom(Integer.MAX_VALUE, 0)).isFalse();
        assertThat(batch.hasRoom(60_000_000, 0)).isFalse();
    }

    @Test
    void refusesDataThatDoesNotFit() {
        Batch batch = trampoline.batch();
        batch.add("getpid", Nr.GETPID);
        byte[] tooMuch = new byte[Trampoline.dataSize() - ENTRY_SIZE + 1];
        assertThatThrownBy(() -> batch.data(tooMuch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not fit");
        ByteBuffer larger = ByteBuffer.allocate(Trampoline.dataSize() + 1);
        assertThatThrownBy(() -> trampoline.place(larger)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void alignsDataAsTheKernelWantsStructures() throws Exception {
        Batch batch = trampoline.batch();
        for (int size : new int[] {1, 3, 16, 17, 4095}) {
            assertThat(batch.data(new byte[size]) % 16).as("%d bytes", size).isZero();
        }
    }

    @Test
    void startsOverAfterARun() throws Exception {
        Batch batch = trampoline.batch();
        batch.add("umask", Nr.UMASK, 0123);
        batch.runAndClear();
        assertThat(batch.isEmpty()).isTrue();
        int only = batch.add("umask", Nr.UMASK, 0);
        batch.run();
        assertThat(batch.result(only)).isEqualTo(0123);
    }

    @Test
    void leavesNoScratchMemoryBehind() throws Exception {
        String scratch = Long.toHexString(trampoline.address()) + "-";
        assertThat(maps()).contains(scratch);
        trampoline.close();
        assertThat(maps()).doesNotContain(scratch);
    }

    @Test
    void doesNotReplaceWhatIsThere() {
        assertThatThrownBy(() -> Trampoline.mapAt(remote, memory, Stub.CODE_ADDRESS))
                .hasMessageContaining("mmap of scratch memory")
                .hasMessageContaining("EEXIST");
    }

    private String maps() throws IOException {
        return Files.readString(Path.of("/proc", Integer.toString(stub.pid()), "maps"));
    }
}
