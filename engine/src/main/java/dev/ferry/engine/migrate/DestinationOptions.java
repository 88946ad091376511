package dev.ferry.engine.migrate;

import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.check.ThisHost;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.time.Duration;

/**
 * What the destination is told.
 *
 * @param host of {@link dev.ferry.engine.check.ThisHost#facts}
 * @param silence how long the other engine may say nothing before it counts as lost
 * @param faults for tests
 * @param longestHold how long at most a complete tree is held for a source that can not be heard
 * @param alone runs when the link is given up while a tree is held: standard error belongs to it too
 */
public record DestinationOptions(
        HostFacts host, Duration silence, FaultInjector faults, Duration longestHold, Runnable alone) {
    /** A source that is patient asks for so long. */
    public static final Duration LONGEST_HOLD = DoubtOptions.PATIENCE;

    /** With the usual time to hold. */
    public DestinationOptions(HostFacts host, Duration silence, FaultInjector faults) {
        this(host, silence, faults, LONGEST_HOLD, () -> {});
    }

    /** The usual ones on this host. */
    public static DestinationOptions ofThisHost() throws IOException {
        return of(ThisHost.facts(EngineVersion.CURRENT));
    }

    /** The usual ones. */
    public static DestinationOptions of(HostFacts host) {
        return new DestinationOptions(host, MigrationOptions.SILENCE, FaultInjector.ofProperty());
    }

    /** The same with something to do when the link is given up. */
    public DestinationOptions whenAlone(Runnable action) {
        return new DestinationOptions(host, silence, faults, longestHold, action);
    }
}
