package dev.ferry.linux.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.memory.KernelPagemap;
import dev.ferry.linux.memory.PageRun;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.SyscallInstruction;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.WaitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteSyscallsKernelTest {
    private Stub stub;
    private Tracee tracee;

    @BeforeEach
    void seizeAStub() throws Exception {
        stub = Stub.start();
        tracee = Tracee.seize(stub.pid(), Ptrace.O_EXITKILL | Ptrace.O_TRACEFORK | Ptrace.O_TRACECLONE);
        tracee.interrupt();
        assertThat(tracee.awaitStop(Duration.ofSeconds(5))).isEqualTo(new WaitStatus.Trapped());
    }

    @AfterEach
    void killTheStub() throws Exception {
        stub.close();
    }

    @Test
    void makesASystemCallInTheOtherProcess() throws Exception {
        try (RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION)) {
            assertThat(remote.call("getpid", Nr.GETPID)).isEqualTo(stub.pid());
        }
    }

    @Test
    void putsRegistersAndMaskBackAndParks() throws Exception {
        Registers before = tracee.registers();
        long mask = tracee.signalMask();
        try (RemoteSyscalls remote = RemoteSyscalls.on(tracee, SyscallInstruction.find(stub.pid()))) {
            remote.call("getpid", Nr.GETPID);
        }
        assertThat(tracee.registers()).isEqualTo(before);
        assertThat(tracee.signalMask()).isEqualTo(mask);
    }

    @Test
    void namesTheCallThatFailed() throws Exception {
        try (RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION)) {
            assertThatThrownBy(() -> remote.call("close", Nr.CLOSE, 999))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EBADF)).isTrue())
                    .hasMessageContaining("close in thread " + stub.pid());
        }
    }

    @Test
    void runsABatch() throws Exception {
        try (RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
                ProcessMemory memory = ProcessMemory.open(stub.pid());
                Trampoline trampoline = Trampoline.map(remote, memory)) {
            Batch batch = trampoline.batch();
            long cwd = batch.reserve(4096);
            int first = batch.add("getcwd", Nr.GETCWD, cwd, 4096);
            for (int i = 0; i < 2000; i++) {
                batch.add("getpid", Nr.GETPID);
            }
            batch.run();
            assertThat(batch.result(first)).isPositive();
            assertThat(batch.result(2000)).isEqualTo(stub.pid());
            assertThat(batch.memory(cwd, 1).get(0)).isEqualTo((byte) '/');
        }
    }

    @Test
    void stopsABatchAtTheFirstFailure() throws Exception {
        try (RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
                ProcessMemory memory = ProcessMemory.open(stub.pid());
                Trampoline trampoline = Trampoline.map(remote, memory)) {
            Batch batch = trampoline.batch();
            int allowed = batch.addMayFail("close", Nr.CLOSE, 999);
            batch.add("dup", Nr.DUP, 998);
            int never = batch.add("getpid", Nr.GETPID);
            assertThatThrownBy(batch::run).hasMessageContaining("dup in thread").hasMessageContaining("EBADF");
            assertThat(batch.result(allowed)).isEqualTo(-Errno.EBADF.number());
            assertThat(batch.result(never)).isZero();
        }
    }

    @Test
    void clonesAChildWithAChosenPid() throws Exception {
        int wanted = 31_000;
        try (RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
                ProcessMemory memory = ProcessMemory.open(stub.pid());
                Trampoline trampoline = Trampoline.map(remote, memory)) {
            Batch batch = trampoline.batch();
            long tid = batch.data(new byte[] {(byte) wanted, (byte) (wanted >> 8), 0, 0});
            long args = batch.reserve(Sched.CLONE_ARGS_SIZE);
            batch.memory(args, Sched.CLONE_ARGS_SIZE)
                    .putLong(Sched.CLONE_ARGS_EXIT_SIGNAL, 17)
                    .putLong(Sched.CLONE_ARGS_SET_TID, tid)
                    .putLong(Sched.CLONE_ARGS_SET_TID_SIZE, 1);
            batch.add("getpid", Nr.GETPID);
            batch.run();
            Tracee child = remote.clone3(args);
            assertThat(child.tid()).isEqualTo(wanted);
            assertThat(Files.exists(Path.of("/proc/" + wanted))).isTrue();
        }
    }

    @Test
    void seesWhichPagesHaveContent() throws Exception {
        try (RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
                ProcessMemory memory = ProcessMemory.open(stub.pid());
                KernelPagemap pagemap = KernelPagemap.open(stub.pid())) {
            long area = remote.call("mmap", Nr.MMAP, 0, 16 * 4096, 3, 0x22, -1, 0);
            memory.write(area + 4096, java.nio.ByteBuffer.allocateDirect(2 * 4096));
            List<PageRun> expected = List.of(new PageRun(area + 4096, area + 3 * 4096));
            assertThat(pagemap.anonymousPages(area, area + 16 * 4096)).isEqualTo(expected);
            assertThat(pagemap.readEntries(area, area + 16 * 4096)).isEqualTo(expected);
        }
    }
}
