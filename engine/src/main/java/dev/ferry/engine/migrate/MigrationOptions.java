package dev.ferry.engine.migrate;

import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.check.Policy;
import dev.ferry.engine.check.ThisHost;
import dev.ferry.engine.precopy.PreCopyOptions;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.time.Duration;

/**
 * What the source is told.
 *
 * @param host of {@link dev.ferry.engine.check.ThisHost#facts}
 * @param policy about files that are in the way
 * @param preCopy how memory is copied while the program runs
 * @param link how it is used
 * @param silence how long the other engine may say nothing before it counts as lost
 * @param cancel calls it off
 * @param pause halts it while the program runs
 * @param faults for tests
 * @param doubt what to do if the commit is not acknowledged
 */
public record MigrationOptions(
        HostFacts host,
        Policy policy,
        PreCopyOptions preCopy,
        LinkOptions link,
        Duration silence,
        CancelToken cancel,
        Pause pause,
        FaultInjector faults,
        DoubtOptions doubt) {
    /** Three missed signs of life and a margin. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    /** The usual ones on this host. */
    public static MigrationOptions ofThisHost() throws IOException {
        return of(ThisHost.facts(EngineVersion.CURRENT));
    }

    /** The usual ones. */
    public static MigrationOptions of(HostFacts host) {
        return new MigrationOptions(
                host,
                Policy.CAREFUL,
                PreCopyOptions.usual(),
                LinkOptions.DEFAULT,
                SILENCE,
                new CancelToken(),
                new Pause(),
                FaultInjector.ofProperty(),
                DoubtOptions.NONE);
    }

    /** The same with another policy. */
    public MigrationOptions withPolicy(Policy other) {
        return new MigrationOptions(host, other, preCopy, link, silence, cancel, pause, faults, doubt);
    }

    /** The same with other rounds. */
    public MigrationOptions withPreCopy(PreCopyOptions other) {
        return new MigrationOptions(host, policy, other, link, silence, cancel, pause, faults, doubt);
    }

    /** The same over a link that is used differently. */
    public MigrationOptions withLink(LinkOptions other) {
        return new MigrationOptions(host, policy, preCopy, other, silence, cancel, pause, faults, doubt);
    }

    /** The same with another way to deal with a lost commit. */
    public MigrationOptions withDoubt(DoubtOptions other) {
        return new MigrationOptions(host, policy, preCopy, link, silence, cancel, pause, faults, other);
    }
}
