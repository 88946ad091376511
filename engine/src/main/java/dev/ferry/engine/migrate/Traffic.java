package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.FrameTraffic;
import dev.ferry.engine.stream.LinkLoad;
import java.time.Duration;
import java.util.Optional;

/**
 * What a connection has sent, and how quickly it sends.
 *
 * @param bytesBefore of everything that was given to the connection
 * @param bytesAfter of that, as it leaves: compressed where that pays
 * @param linkRate bytes per second that the link takes, after compression and within the bandwidth; 0 is not known yet
 * @param rate bytes per second of pages, before compression, if they compress as well as the last ones; 0 is not known yet
 */
public record Traffic(long bytesBefore, long bytesAfter, double linkRate, double rate) {

    static Traffic of(FrameTraffic frames, LinkLoad link) {
        double rate = Math.min(link.rate() / frames.ratio(), frames.compressionSpeed());
        return new Traffic(frames.bytesBefore(), frames.bytesAfter(), link.rate(), rate);
    }

    /** How long pages of so many bytes would take to leave now; empty if nothing is known yet. */
    public Optional<Duration> timeFor(long bytes) {
        return rate > 0 ? Optional.of(Duration.ofNanos((long) (bytes / rate * 1e9))) : Optional.empty();
    }
}
