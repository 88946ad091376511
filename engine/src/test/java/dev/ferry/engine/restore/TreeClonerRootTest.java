package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wanted pid that somebody has. */
class TreeClonerRootTest {
    private Stub parent;
    private RemoteSyscalls remote;
    private ProcessMemory memory;
    private Trampoline scratch;
    private Process owner;

    @BeforeEach
    void borrowAStub() throws IOException {
        parent = Stub.start();
        Tracee tracee = Tracee.seize(parent.pid(), Ptrace.O_EXITKILL | Ptrace.O_TRACEFORK | Ptrace.O_TRACECLONE);
        tracee.interrupt();
        tracee.awaitStop(Duration.ofSeconds(5));
        remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
        memory = ProcessMemory.open(parent.pid());
        scratch = Trampoline.map(remote, memory);
        owner = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void killAll() throws Exception {
        owner.destroyForcibly().waitFor();
        memory.close();
        parent.close();
    }

    @Test
    void namesWhoHasThePid() {
        int pid = (int) owner.pid();
        assertThatThrownBy(() -> TreeCloner.clone(pid, remote, scratch, 0, Signals.SIGCHLD))
                .isInstanceOf(RestoreException.class)
                .hasMessageContaining("The process id " + pid + " is taken on this host (sleep)")
                .hasMessageContaining("end that process");
    }

    @Test
    void waitsUntilThePidIsFree() throws Exception {
        int pid = (int) owner.pid();
        CompletableFuture<Process> end = CompletableFuture.runAsync(
                        () -> owner.destroyForcibly(), CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS))
                .thenCompose(gone -> owner.onExit());
        Tracee child = TreeCloner.clone(pid, remote, scratch, 0, Signals.SIGCHLD);
        assertThat(child.tid()).isEqualTo(pid);
        assertThat(end.get(5, TimeUnit.SECONDS).isAlive()).isFalse();
    }
}
