package dev.ferry.engine.migrate;

import dev.ferry.engine.address.AddressShift;
import dev.ferry.engine.address.AddressText;
import dev.ferry.engine.freeze.AttachedSegments;
import dev.ferry.engine.freeze.UsedIpc;
import dev.ferry.engine.ipc.IpcWait;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.resource.Parting;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is left on the source of a tree whose engine has died or given up. A pid of the journal counts only for the process that had
 * it then, in this boot; in journals of old, that have no start times, for one that is stopped and older than the entry.
 */
final class KeptTree {
    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    private final JournalEntry entry;

    KeptTree(JournalEntry entry) {
        this.entry = entry;
    }

    /** The processes that are stopped, as by SIGSTOP. */
    List<Integer> stopped() {
        return inState("T");
    }

    /** Those that run although they were to be kept: whoever woke them, they must not run elsewhere too. */
    List<Integer> awake() {
        return inState("RSDI").stream()
                .filter(pid -> !entry.resting().contains(pid))
                .toList();
    }

    /** Whether somebody still holds one of them by ptrace: a debugger, or an engine that is just dying. */
    boolean isTraced() {
        return !inState("t").isEmpty();
    }

    /** A tracer that has just died leaves its tasks on their way into the stop. */
    void awaitStop() throws IOException {
        long deadline = System.nanoTime() + ON_THE_WAY.toNanos();
        try {
            while ((isTraced() || !awake().isEmpty()) && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private List<Integer> inState(String states) {
        if (!entry.isOfThisBoot()) {
            return List.of();
        }
        return entry.processes().stream()
                .filter(process -> states.indexOf(state(process).orElse('-')) >= 0)
                .map(ProcessKey::pid)
                .toList();
    }

    private Optional<Character> state(ProcessKey process) {
        return process.start() == ProcessKey.UNKNOWN ? stateOfOld(process.pid()) : process.state();
    }

    private Optional<Character> stateOfOld(int pid) {
        Optional<Instant> start =
                ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
        try {
            boolean ours = start.isPresent()
                    && start.get().isBefore(entry.at())
                    && Stat.read(pid).state() == 'T';
            return ours ? Optional.of('T') : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** They go on, but for those that rested before. */
    void letRun() throws IOException {
        List<Integer> waiting =
                stopped().stream().filter(pid -> !entry.resting().contains(pid)).toList();
        if (!waiting.isEmpty()) {
            takeAddressesBack();
        }
        for (int pid : waiting) {
            Signal.sendIfAlive(pid, Signals.SIGCONT);
        }
    }

    /** Only while the tree stands still: one that runs has them, or somebody has taken them away from it for a reason of his own. */
    private void takeAddressesBack() throws IOException {
        List<InterfaceAddress> given = given();
        if (!given.isEmpty()) {
            AddressShift.take(given);
        }
    }

    private List<InterfaceAddress> given() throws IOException {
        List<InterfaceAddress> given = new ArrayList<>();
        for (String text : entry.isOfThisBoot() ? entry.addresses() : List.<String>of()) {
            given.add(AddressText.parse(text));
        }
        return given;
    }

    /** They end; those that run are left alone. */
    void kill() throws IOException {
        List<Integer> stopped = stopped();
        AttachedSegments.goWith(stopped);
        UsedIpc.remove(stopped, () -> IpcWait.ofRunning(stopped));
        Parting.with(stopped, AddressShift.names(given()), () -> {
            for (int pid : stopped) {
                Signal.sendIfAlive(pid, Signals.SIGKILL);
            }
        });
    }
}
