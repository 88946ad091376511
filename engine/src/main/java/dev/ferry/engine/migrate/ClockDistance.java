package dev.ferry.engine.migrate;

import dev.ferry.engine.timens.ClockRule;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.Start;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * How far the clocks of a tree that is coming are ahead of this host's. The source has measured it by the answer of the check, and what
 * that took is counted in, so that they do not go back. If both hosts are on one machine, nothing has to be measured.
 */
final class ClockDistance {
    /** Of a source that does not say it. */
    static final ClockDistance UNKNOWN =
            new ClockDistance(TreeFacts.getDefaultInstance(), HostFacts.getDefaultInstance());

    private final TreeFacts facts;
    private final boolean sameMachine;

    /** Of the tree that was asked about last. */
    ClockDistance(TreeFacts facts, HostFacts here) {
        this.facts = facts;
        this.sameMachine =
                facts.hasClockOffsets() && facts.getHost().getBootId().equals(here.getBootId());
    }

    /** How far they are to be ahead: nothing if the tree can go by ours, empty if it is not known. */
    Optional<Clocks> ahead(Start start) throws IOException {
        if (!start.hasClocksAhead()) {
            return Optional.empty();
        }
        Clocks ahead = sameMachine
                ? Clocks.of(facts.getClockOffsets()).minus(Clocks.ownOffsets())
                : Clocks.of(start.getClocksAhead());
        if (!ahead.arePlausible() || Clocks.now().plus(ahead).least() < 0) {
            throw new ProtocolException("the clocks of its program are impossible");
        }
        return Optional.of(ClockRule.areAlike(ahead, Duration.ZERO) ? Clocks.NONE : ahead);
    }
}
