package dev.ferry.engine.restore;

import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.process.Rlimit;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.WaitStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** Lets the tasks end that were zombies, with the status that their parents have not taken yet. */
final class ZombieStage {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final int RLIMIT_CORE = 4;

    private ZombieStage() {}

    /** Ends {@code zombie} and removes the SIGCHLD by which {@code parent} would learn of it a second time. */
    static void end(RestoringTask zombie, RestoringTask parent) throws IOException {
        int status = zombie.plan().leader().getTc().getExitCode();
        int signal = status & 0x7f;
        Tracee tracee = zombie.leader().tracee();
        if (signal == 0) {
            exit(zombie, (status >> 8) & 0xff);
        } else {
            new Rlimit(RLIMIT_CORE, 0, 0).apply(zombie.pid());
            tracee.setSignalMask(0);
            Signal.send(zombie.pid(), signal);
            if (signal != Signals.SIGKILL) {
                tracee.cont(0);
            }
        }
        awaitEnd(tracee);
        zombie.leader().abandon();
        consumeChildSignal(parent);
    }

    private static void exit(RestoringTask zombie, int code) throws IOException {
        zombie.leader().start(Nr.EXIT_GROUP, code);
    }

    private static void awaitEnd(Tracee tracee) throws IOException {
        while (true) {
            WaitStatus status = tracee.awaitStop(END_LIMIT);
            if (status instanceof WaitStatus.Exited || status instanceof WaitStatus.Killed) {
                return;
            }
            tracee.cont(status instanceof WaitStatus.Signalled signalled ? signalled.signal() : 0);
        }
    }

    /** Takes the SIGCHLD that waits for {@code parent}, if there is one. */
    static void consumeChildSignal(RestoringTask parent) throws IOException {
        Batch batch = parent.batch();
        ByteBuffer set = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long wanted = batch.data(set.putLong(0, Signals.bit(Signals.SIGCHLD)).array());
        long noTime = batch.reserve(16);
        batch.addMayFail("rt_sigtimedwait", Nr.RT_SIGTIMEDWAIT, wanted, 0, noTime, Long.BYTES);
        batch.run();
    }
}
