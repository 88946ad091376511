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
 */
public record DestinationOptions(HostFacts host, Duration silence, FaultInjector faults) {

    /** The usual ones on this host. */
    public static DestinationOptions ofThisHost() throws IOException {
        return of(ThisHost.facts(EngineVersion.CURRENT));
    }

    /** The usual ones. */
    public static DestinationOptions of(HostFacts host) {
        return new DestinationOptions(host, MigrationOptions.SILENCE, FaultInjector.ofProperty());
    }
}
