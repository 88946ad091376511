package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.TreeFacts;
import java.util.List;

/** Whether the destination's engine knows how to take connections over; one that does not would overlook their addresses. */
public final class TakeOverCheck {
    private TakeOverCheck() {}

    /** What the source has to say before it asks. */
    public static List<Finding> look(TreeFacts facts, boolean understands) {
        Findings findings = new Findings();
        if (facts.getAddressesCount() > 0 && !understands) {
            findings.blocker(
                    "kept-not-understood",
                    "ferry on the destination",
                    "is too old to take over connections and addresses",
                    "upgrade it there, or let ferry close the connections (--tcp close)");
        }
        return findings.sorted();
    }
}
