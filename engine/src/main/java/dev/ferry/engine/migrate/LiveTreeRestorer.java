package dev.ferry.engine.migrate;

import static dev.ferry.engine.migrate.LiveSourceTree.onTracer;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.address.AddressShift;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.carry.FilePlacer;
import dev.ferry.engine.check.FactsBounds;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.MovingAddresses;
import dev.ferry.engine.check.Policy;
import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.policy.Admission;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.restore.RestoreOptions;
import dev.ferry.engine.restore.RestoreRunner;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes real trees on this host, all of whose tracing is done on one tracer thread. */
public final class LiveTreeRestorer implements TreeRestorer {
    private final TracerThread tracer;
    private final Warmth warmth;
    private final Admission admission;
    private RestoreOptions options;
    private List<InterfaceAddress> coming = List.of();

    /**
     * For a caller who may bring what {@code admission} says.
     *
     * @param tracer stays open as long as the migration lasts
     */
    public LiveTreeRestorer(TracerThread tracer, Admission admission) {
        this.tracer = tracer;
        this.admission = admission;
        this.options = new RestoreOptions(ExistingFilePolicy.REFUSE, admission.limits());
        this.warmth = new Warmth(tracer, isTime -> Rehearsal.restore(tracer, isTime));
    }

    /**
     * What the person at the source has decided about files is kept for the restore. Whom the policy refuses learns nothing else
     * about this host.
     */
    @Override
    public Preflight check(TreeFacts facts, HostFacts here, Policy policy) throws IOException {
        FactsBounds.require(facts);
        List<Finding> refused = admission.judge(facts);
        if (!refused.isEmpty()) {
            return new Preflight(refused, List.of(), List.of());
        }
        coming = MovingAddresses.coming(facts.getAddressesList());
        options = new RestoreOptions(policy.existingFiles(), admission.limits(), AddressShift.names(coming));
        FilePlacer.takeBackOfTheDead();
        Preflight answer = TreeRestorer.super.check(facts, here, policy);
        if (!answer.isRefused() || !warmth.hasBegun()) {
            return answer;
        }
        // A process of the rehearsal may have had the pid that the tree needs.
        warmth.await();
        return TreeRestorer.super.check(facts, here, policy);
    }

    @Override
    public void beginWarmUp() {
        warmth.begin();
    }

    @Override
    public void warmUp() throws IOException {
        warmth.await();
    }

    @Override
    public Skeleton prepare(Optional<Clocks> clocksAhead) throws IOException {
        admission.requireWelcome();
        Optional<AddressShift> shift = coming.isEmpty() ? Optional.empty() : Optional.of(AddressShift.here(coming));
        return onTracer(
                tracer,
                () -> new LiveSkeleton(
                        launch(clocksAhead),
                        new RestoreRunner(options),
                        tracer,
                        new MemoryMeter(options.limits()),
                        shift));
    }

    private static dev.ferry.engine.restore.Skeleton launch(Optional<Clocks> clocksAhead) throws IOException {
        var skeleton = dev.ferry.engine.restore.Skeleton.launch();
        try {
            if (clocksAhead.isPresent()) {
                skeleton.decideClocks(clocksAhead.get());
            }
            return skeleton;
        } catch (IOException | RuntimeException e) {
            skeleton.close();
            throw e;
        }
    }

    /** The processes that wait for their memory. */
    private record LiveSkeleton(
            dev.ferry.engine.restore.Skeleton skeleton,
            RestoreRunner runner,
            TracerThread tracer,
            MemoryMeter meter,
            Optional<AddressShift> shift)
            implements Skeleton {
        @Override
        public void grow(TreeShape shape) throws IOException {
            meter.expect(shape);
            onTracer(tracer, () -> {
                skeleton.grow(shape);
                return null;
            });
        }

        /** Content needs no stop and no tracer. */
        @Override
        public void take(PageTransfer pages) throws IOException {
            if (!pages.isArea()) {
                skeleton.write(pages);
                meter.took(pages.run().bytes());
                return;
            }
            onTracer(tracer, () -> {
                skeleton.map(pages);
                return null;
            });
        }

        @Override
        public RestoredTree restore(ImageSource images) throws IOException {
            LiveRestored restored =
                    onTracer(tracer, () -> new LiveRestored(runner.restore(images, skeleton), tracer, shift));
            try {
                meter.look(restored.pids());
                return restored;
            } catch (IOException | RuntimeException e) {
                restored.close();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            onTracer(tracer, () -> {
                skeleton.close();
                return null;
            });
        }
    }

    /** The complete, stopped tree. */
    private record LiveRestored(
            dev.ferry.engine.restore.RestoredTree tree, TracerThread tracer, Optional<AddressShift> shift)
            implements RestoredTree {
        @Override
        public List<Integer> pids() {
            return tree.pids();
        }

        @Override
        public void resume() throws IOException {
            if (shift.isPresent()) {
                shift.get().begin();
            }
            onTracer(tracer, () -> {
                tree.resume();
                return null;
            });
            if (shift.isPresent()) {
                shift.get().settle();
                shift.get().close();
            }
        }

        @Override
        public void close() throws IOException {
            onTracer(tracer, () -> {
                tree.close();
                return null;
            });
            if (shift.isPresent()) {
                shift.get().undo();
                shift.get().close();
            }
        }
    }
}
