package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimedOutputTest {
    private static final int ROUNDS = 3_000;

    private final Patience patience = new Patience(Duration.ofSeconds(10), new CancelToken());

    @Test
    void deliversEverythingInOrderWhateverThePieces() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        try (TimedOutput out = new TimedOutput(arrived, patience, new Bandwidth(20_000_000))) {
            for (int at = 0; at < bytes.length; at += 100_000) {
                out.write(bytes, at, 100_000);
            }
            out.flush();
        }
        assertThat(arrived.toByteArray()).isEqualTo(bytes);
    }

    /** What has been written and has not left is what the next message waits for. */
    @Test
    void queuesOnlyWhatALimitedLinkTakesSoon() throws IOException {
        AtomicLong left = new AtomicLong();
        long most = 0;
        try (TimedOutput out = new TimedOutput(counting(left), patience, new Bandwidth(1_250_000))) {
            long written = 0;
            byte[] block = new byte[10_000];
            for (int i = 0; i < 100; i++) {
                out.write(block);
                written += block.length;
                most = Math.max(most, written - left.get());
            }
        }
        assertThat(most).isLessThan(1_250_000 / 5);
    }

    @Test
    void isNotFasterThanTheBandwidth() throws IOException {
        long start = System.nanoTime();
        try (TimedOutput out = new TimedOutput(OutputStream.nullOutputStream(), patience, new Bandwidth(2_000_000))) {
            out.write(new byte[1_000_000]);
            out.flush();
        }
        assertThat(System.nanoTime() - start).isGreaterThan(400_000_000L);
    }

    @Test
    void learnsTheRateOfTheLink() throws Exception {
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int value) {}

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    Thread.sleep(length / 5_000);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (TimedOutput out = new TimedOutput(slow, patience, Bandwidth.UNLIMITED)) {
            assertThat(out.load().rate()).isZero();
            out.write(new byte[4_000_000]);
            // Never faster than it sleeps, and a busy machine makes it slower.
            assertThat(out.load().rate()).isBetween(200_000.0, 6_000_000.0);
            assertThat(out.load().busyShare()).isGreaterThan(0.5);
        }
    }

    /** A migration that is over must not fail because a sign of life found nobody. */
    @Test
    void closesWithoutComplaintWhenThePeerHasLeft() throws IOException {
        PipedInputStream peer = new PipedInputStream();
        BufferedOutputStream link = new BufferedOutputStream(new PipedOutputStream(peer));
        TimedOutput out = new TimedOutput(link, patience, Bandwidth.UNLIMITED);
        peer.close();
        out.write(new byte[13]);
        out.close();
        assertThatThrownBy(link::flush).isInstanceOf(IOException.class);
    }

    @Test
    void takesALimitForTheRateUntilItKnowsBetter() throws IOException {
        try (TimedOutput out =
                new TimedOutput(new PipedOutputStream(new PipedInputStream()), patience, new Bandwidth(100_000))) {
            assertThat(out.load().rate()).isEqualTo(100_000);
        }
    }

    private static OutputStream counting(AtomicLong left) {
        return new OutputStream() {
            @Override
            public void write(int value) {
                left.incrementAndGet();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                left.addAndGet(length);
            }
        };
    }

    /** A sign of life may be on its way out when the connection is closed. */
    @Test
    void sendsNothingTwiceIfItIsClosedWhileAnotherThreadFlushes() throws Exception {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> failures.add(thrown));
        for (int round = 0; round < ROUNDS; round++) {
            ByteArrayOutputStream arrived = new ByteArrayOutputStream();
            TimedOutput out = new TimedOutput(arrived, patience, Bandwidth.UNLIMITED);
            out.write(new byte[] {1, 2, 3});
            Thread flushing = new Thread(() -> flush(out));
            flushing.start();
            out.close();
            flushing.join();
            assertThat(failures).isEmpty();
            assertThat(arrived.size()).isIn(0, 3);
        }
    }

    private static void flush(TimedOutput out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
