package dev.ferry.engine.resource;

import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;

/** An empty process that makes the system calls it is told to. */
public final class StubTask implements AutoCloseable {
    private final Stub stub;
    private final RemoteSyscalls remote;
    private final ProcessMemory memory;
    private final Trampoline trampoline;

    private StubTask(Stub stub) throws IOException {
        this.stub = stub;
        Tracee tracee = Tracee.seize(stub.pid(), Ptrace.O_EXITKILL);
        tracee.interrupt();
        tracee.awaitStop(Duration.ofSeconds(5));
        remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
        memory = ProcessMemory.open(stub.pid());
        trampoline = Trampoline.map(remote, memory);
    }

    public static StubTask start() throws IOException {
        Stub stub = Stub.start();
        try {
            return new StubTask(stub);
        } catch (IOException | RuntimeException e) {
            stub.close();
            throw e;
        }
    }

    public int pid() {
        return stub.pid();
    }

    public Batch batch() {
        return trampoline.batch();
    }

    /** Makes a descriptor by a call and moves it to {@code number}. */
    void open(int number, String name, long call, long... arguments) throws IOException {
        long fd = remote.call(name, call, arguments);
        if (fd != number) {
            remote.call("dup2", Nr.DUP3, fd, number, 0);
            remote.call("close", Nr.CLOSE, fd);
        }
    }

    @Override
    public void close() throws IOException {
        memory.close();
        remote.abandon();
        stub.close();
    }
}
