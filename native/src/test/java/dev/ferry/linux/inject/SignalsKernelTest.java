package dev.ferry.linux.inject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Seized;
import dev.ferry.linux.Target;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals of the target before, during and after an injection. */
class SignalsKernelTest {
    @Test
    void keepsAPendingSignalUntilItCloses() throws Exception {
        try (Target target = Target.start("count")) {
            try (Seized seized = Seized.stop(target.pid(), 0)) {
                Signal.send(target.pid(), Signals.SIGUSR1);
                injectInto(seized, target.pid());
                assertThat(target.signals()).isZero();
            }
            target.await(() -> target.signals() == 1);
            target.awaitCounting();
        }
    }

    @Test
    void keepsASignalThatComesDuringTheInjection() throws Exception {
        try (Target target = Target.start("count")) {
            try (Seized seized = Seized.stop(target.pid(), 0)) {
                seized.inject((remote, trampoline) -> {
                    remote.call("kill", Nr.KILL, target.pid(), Signals.SIGUSR1);
                    assertThat(remote.call("getpid", Nr.GETPID)).isEqualTo(target.pid());
                });
                assertThat(target.signals()).isZero();
            }
            target.await(() -> target.signals() == 1);
        }
    }

    @Test
    void keepsTheHandlerOfSigtrap() throws Exception {
        try (Target target = Target.start("trap-handled")) {
            inject(target);
            Signal.send(target.pid(), Signals.SIGTRAP);
            target.await(() -> target.signals() == 1);
            target.awaitCounting();
        }
    }

    @Test
    void keepsSigtrapIgnored() throws Exception {
        try (Target target = Target.start("trap-ignored")) {
            inject(target);
            assertThat(ignored(target.pid()) & Signals.bit(Signals.SIGTRAP)).isNotZero();
            Signal.send(target.pid(), Signals.SIGTRAP);
            target.awaitCounting();
        }
    }

    @Test
    void keepsASigtrapThatTheProgramBlocks() throws Exception {
        try (Target target = Target.start("trap-pending")) {
            inject(target);
            assertThat(target.signals()).isZero();
            target.go();
            target.await(() -> target.signals() == 1);
            target.awaitCounting();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void putsSigstopOffUntilItLetsGo(boolean beforeBorrowing) throws Exception {
        try (Target target = Target.start("count")) {
            try (Seized seized = Seized.stop(target.pid(), 0)) {
                if (beforeBorrowing) {
                    Signal.send(target.pid(), Signals.SIGSTOP);
                }
                seized.inject((remote, trampoline) -> {
                    Signal.send(target.pid(), Signals.SIGSTOP);
                    assertThat(remote.call("getpid", Nr.GETPID)).isEqualTo(target.pid());
                    Signal.send(target.pid(), Signals.SIGSTOP);
                    runThreeGetpids(trampoline, target.pid());
                });
            }
            target.await(() -> target.state() == 'T');
            Signal.send(target.pid(), Signals.SIGCONT);
            target.awaitCounting();
        }
    }

    @Test
    void doesNotStopWhatWasContinuedAgain() throws Exception {
        try (Target target = Target.start("count")) {
            try (Seized seized = Seized.stop(target.pid(), 0)) {
                seized.inject((remote, trampoline) -> {
                    Signal.send(target.pid(), Signals.SIGSTOP);
                    remote.call("getpid", Nr.GETPID);
                    Signal.send(target.pid(), Signals.SIGCONT);
                    remote.call("getpid", Nr.GETPID);
                });
            }
            target.awaitCounting();
        }
    }

    private static void inject(Target target) throws IOException {
        try (Seized seized = Seized.stop(target.pid(), 0)) {
            injectInto(seized, target.pid());
        }
    }

    private static void injectInto(Seized seized, int pid) throws IOException {
        seized.inject((remote, trampoline) -> {
            assertThat(remote.call("getpid", Nr.GETPID)).isEqualTo(pid);
            runThreeGetpids(trampoline, pid);
        });
    }

    private static void runThreeGetpids(Trampoline trampoline, int pid) throws IOException {
        Batch batch = trampoline.batch();
        batch.addMayFail("close", Nr.CLOSE, 999);
        batch.add("getpid", Nr.GETPID);
        int last = batch.add("getpid", Nr.GETPID);
        batch.run();
        assertThat(batch.result(last)).isEqualTo(pid);
    }

    private static long ignored(int pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Integer.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(line.substring(8).strip(), 16))
                .findFirst()
                .orElseThrow();
    }
}
