package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Move;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveListener;
import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.conduct.Phase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A move as the console makes it, with what it has heard of it. */
final class Conducted implements MoveListener {
    private static final int PATIENCE_SECONDS = 120;

    private final List<Phase> phases = new CopyOnWriteArrayList<>();
    private final List<Integer> rounds = new CopyOnWriteArrayList<>();
    private final CountDownLatch copying = new CountDownLatch(1);
    private final CompletableFuture<MoveEnd> ended = new CompletableFuture<>();
    private volatile long sent;
    private Move move;

    /** Begins a move. */
    static Conducted begin(long pid, HostSession from, HostSession to, MoveOptions options) {
        Conducted conducted = new Conducted();
        conducted.move = from.move((int) pid, to, options, conducted);
        return conducted;
    }

    /** Moves it, and it must arrive. */
    static MoveEnd.Moved moved(long pid, HostSession from, HostSession to, MoveOptions options) {
        MoveEnd end = begin(pid, from, to, options).end();
        assertThat(end).isInstanceOf(MoveEnd.Moved.class);
        return (MoveEnd.Moved) end;
    }

    @Override
    public void phase(Phase phase) {
        phases.add(phase);
    }

    @Override
    public void round(int number, long dirtyBytes, long sentBytes) {
        rounds.add(number);
        if (sentBytes > 0) {
            copying.countDown();
        }
    }

    @Override
    public void sent(long bytes) {
        sent = bytes;
    }

    @Override
    public void ended(MoveEnd end) {
        ended.complete(end);
    }

    /** Waits until a round has sent something. */
    void awaitCopying() throws InterruptedException {
        assertThat(copying.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("a round in " + phases)
                .isTrue();
    }

    void cancel() {
        move.cancel();
    }

    MoveEnd end() {
        try {
            MoveEnd end = move.end().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(end);
            return end;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("it did not end, and was in " + phases, e);
        }
    }

    List<Phase> phases() {
        return phases;
    }

    List<Integer> rounds() {
        return rounds;
    }

    long sent() {
        return sent;
    }
}
