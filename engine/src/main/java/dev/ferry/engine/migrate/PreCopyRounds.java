package dev.ferry.engine.migrate;

import dev.ferry.engine.precopy.Convergence;
import dev.ferry.engine.precopy.PageSink;
import dev.ferry.engine.precopy.StopReason;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.wire.proto.Round;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Sends the memory of the running tree in rounds, until the rest is small enough to stop the tree for it. */
final class PreCopyRounds {
    private static final long LOOK_EVERY = 1 << 20;

    private final Connection connection;
    private final MigrationOptions options;
    private final MigrationListener listener;
    private final Convergence convergence;
    private final Halt halt;
    private long total;

    /** Is told of each round. */
    @FunctionalInterface
    interface Sent {
        void round(long bytes) throws IOException;
    }

    PreCopyRounds(Connection connection, MigrationOptions options, MigrationListener listener) {
        this.connection = connection;
        this.options = options;
        this.listener = listener;
        this.convergence = new Convergence(options.preCopy());
        this.halt = new Halt(connection, options, listener);
    }

    /**
     * Sends rounds; returns why no more. The last look is at most milliseconds old then. If the program had to be slowed down, it
     * still is: at its own speed it would write too much until it is frozen.
     */
    StopReason send(SourceTree.Tracking tracking, Sent sent) throws IOException {
        try {
            return sendUntilStop(tracking, sent);
        } catch (IOException | RuntimeException e) {
            tracking.throttle(0, atOnce());
            throw e;
        }
    }

    private StopReason sendUntilStop(SourceTree.Tracking tracking, Sent sent) throws IOException {
        while (true) {
            pauseIfAsked(tracking);
            long dirty = tracking.look();
            Optional<StopReason> stop = convergence.look(dirty);
            if (stop.isPresent() && options.pause().close()) {
                return stop.get();
            }
            tracking.throttle(convergence.throttle(), atOnce());
            listener.roundBegins(convergence.rounds() + 1, dirty);
            Stopwatch watch = new Stopwatch();
            Duration paused = halt.total();
            long bytes = tracking.send(new Frames(tracking));
            settle(Round.newBuilder().setNumber(convergence.rounds() + 1).build());
            convergence.sent(bytes, watch.total().minus(halt.total().minus(paused)));
            sent.round(bytes);
        }
    }

    /** What is not sent in a pause does not have to be slowed down for. */
    private void pauseIfAsked(SourceTree.Tracking tracking) throws IOException {
        if (halt.isWanted()) {
            tracking.throttle(0, atOnce());
            halt.await();
            tracking.throttle(convergence.throttle(), atOnce());
        }
    }

    /** Waits until the destination has the round: what is still in the link would be in the way of the last pages. */
    private void settle(Round round) throws IOException {
        connection.send(MessageType.ROUND, round);
        Round loaded = connection.expect(MessageType.ROUND, Round.parser());
        if (loaded.getNumber() != round.getNumber()) {
            throw new ProtocolException("it has loaded round " + Integer.toUnsignedString(loaded.getNumber()));
        }
    }

    private Duration atOnce() {
        return options.preCopy().maxDowntime();
    }

    int rounds() {
        return convergence.rounds();
    }

    /** Content of all pages that were sent. */
    long bytes() {
        return total;
    }

    private final class Frames implements PageSink {
        private final SourceTree.Tracking tracking;
        private long lookAt = total;

        Frames(SourceTree.Tracking tracking) {
            this.tracking = tracking;
        }

        @Override
        public void tree(TreeShape shape) throws IOException {
            connection.send(MessageType.TREE, shape.message());
        }

        @Override
        public void pages(byte[] header, byte[] content, int offset, int length) throws IOException {
            pauseIfAsked(tracking);
            connection.sendPages(header, content, offset, length);
            total += length;
            if (total >= lookAt) {
                lookAt = total + LOOK_EVERY;
                options.cancel().check();
                connection.requireContent();
                listener.sent(total);
                options.faults().reach(FaultPoint.IN_ROUND);
            }
        }
    }
}
