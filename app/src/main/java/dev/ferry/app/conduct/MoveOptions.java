package dev.ferry.app.conduct;

import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.migrate.Bandwidth;
import dev.ferry.engine.precopy.PreCopyOptions;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.stream.CompressMode;
import java.time.Duration;
import java.util.Optional;

/**
 * How a tree is moved; the options of {@code ferry migrate}.
 *
 * @param maxDowntime the program is stopped when it would stand still no longer than this
 * @param maxRounds how often its memory is gone through while it runs; 0 copies all of it while it is stopped
 * @param throttle whether the program is slowed down if it writes faster than the link carries
 * @param bandwidth a limit as {@link Bandwidth#parse} reads it, such as {@code 20M}; empty for none
 * @param existingFiles what happens to different files of the same name
 * @param tcp what happens to TCP connections with others
 * @param pidNamespace whether it gets a pid namespace of its own there, so that its pids are free
 */
public record MoveOptions(
        Duration maxDowntime,
        int maxRounds,
        boolean throttle,
        CompressMode compress,
        Optional<String> bandwidth,
        ExistingFilePolicy existingFiles,
        TcpPolicy tcp,
        boolean pidNamespace) {
    /** Those of a move about which nothing was said. */
    public static final MoveOptions USUAL = new MoveOptions(
            Duration.ofMillis(50),
            PreCopyOptions.USUAL_ROUNDS,
            false,
            CompressMode.AUTO,
            Optional.empty(),
            ExistingFilePolicy.REFUSE,
            TcpPolicy.REFUSE,
            false);

    /**
     * Checks the bandwidth.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public MoveOptions {
        bandwidth.ifPresent(Bandwidth::parse);
    }

    /** The same with another policy for files that are in the way. */
    public MoveOptions withExistingFiles(ExistingFilePolicy other) {
        return new MoveOptions(maxDowntime, maxRounds, throttle, compress, bandwidth, other, tcp, pidNamespace);
    }

    /** The same with another policy for connections with others. */
    public MoveOptions withTcp(TcpPolicy other) {
        return new MoveOptions(
                maxDowntime, maxRounds, throttle, compress, bandwidth, existingFiles, other, pidNamespace);
    }

    /** The same in a pid namespace of its own there. */
    public MoveOptions inPidNamespace() {
        return new MoveOptions(maxDowntime, maxRounds, throttle, compress, bandwidth, existingFiles, tcp, true);
    }

    /** The same with at most so many rounds. */
    public MoveOptions withMaxRounds(int other) {
        return new MoveOptions(maxDowntime, other, throttle, compress, bandwidth, existingFiles, tcp, pidNamespace);
    }

    /** The same at the cost of the program's speed, or not. */
    public MoveOptions withThrottle(boolean wanted) {
        return new MoveOptions(maxDowntime, maxRounds, wanted, compress, bandwidth, existingFiles, tcp, pidNamespace);
    }

    /** The same over a link that is used as far as it goes. */
    public MoveOptions withoutBandwidth() {
        return new MoveOptions(
                maxDowntime, maxRounds, throttle, compress, Optional.empty(), existingFiles, tcp, pidNamespace);
    }

    /** The same over a link that is not used beyond this. */
    public MoveOptions withBandwidth(String other) {
        return new MoveOptions(
                maxDowntime, maxRounds, throttle, compress, Optional.of(other), existingFiles, tcp, pidNamespace);
    }
}
