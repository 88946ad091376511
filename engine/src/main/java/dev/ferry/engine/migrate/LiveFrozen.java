package dev.ferry.engine.migrate;

import dev.ferry.engine.address.AddressShift;
import dev.ferry.engine.address.AddressText;
import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.freeze.FrozenTask;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.precopy.TreeTracker;
import dev.ferry.engine.resource.Parting;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A real tree that is stopped, and the addresses that nobody has meanwhile. */
final class LiveFrozen implements SourceTree.Frozen {
    private final FrozenTree tree;
    private final Optional<TreeTracker> tracker;
    private final TracerThread tracer;
    private final DumpOptions options;
    private final Optional<AddressShift> shift;
    private boolean kept;

    LiveFrozen(
            FrozenTree tree,
            Optional<TreeTracker> tracker,
            TracerThread tracer,
            DumpOptions options,
            Optional<AddressShift> shift) {
        this.tree = tree;
        this.tracker = tracker;
        this.tracer = tracer;
        this.options = options;
        this.shift = shift;
    }

    /** What came in from now on would be confirmed to the other end, and be lost. */
    void giveAddressesAway() throws IOException {
        if (shift.isPresent()) {
            shift.get().begin();
        }
    }

    @Override
    public List<Integer> pids() {
        return tree.pids();
    }

    @Override
    public List<Integer> resting() {
        return tree.tasks().stream()
                .filter(task -> task.isZombie() || task.leader().stopSignal() != 0)
                .map(FrozenTask::pid)
                .toList();
    }

    @Override
    public List<String> addresses() throws IOException {
        List<String> texts = new ArrayList<>();
        for (InterfaceAddress address : shift.map(AddressShift::addresses).orElse(List.of())) {
            texts.add(AddressText.of(address));
        }
        return texts;
    }

    @Override
    public void dump(ImageSink images, Collection<String> carry) throws IOException {
        DumpOptions all = options.withCarry(Set.copyOf(carry));
        LiveSourceTree.onTracer(tracer, () -> new DumpRunner(all, tracker).dump(tree, images, Duration.ZERO));
    }

    @Override
    public void keepStopped() throws IOException {
        kept = true;
        run(tree::keepStopped);
    }

    @Override
    public void letRun() throws IOException {
        kept = false;
        giveAddressesBack();
        run(tree::letRun);
    }

    @Override
    public void kill() throws IOException {
        kept = true;
        Parting.with(tree.pids(), options.addresses(), () -> run(tree::kill));
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            giveAddressesBack();
        }
        run(tree::close);
        if (shift.isPresent()) {
            shift.get().close();
        }
    }

    private void giveAddressesBack() throws IOException {
        if (shift.isPresent()) {
            shift.get().undo();
        }
    }

    private void run(Step step) throws IOException {
        LiveSourceTree.onTracer(tracer, () -> {
            step.run();
            return null;
        });
    }

    private interface Step {
        void run() throws IOException;
    }
}
