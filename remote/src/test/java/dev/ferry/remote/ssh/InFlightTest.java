package dev.ferry.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
    private static final int STEP = 32 << 10;
    private static final int WINDOW = 2 << 20;

    private final InFlight inFlight = new InFlight();
    private long now;
    private long sent;
    private double arrived;
    private long acknowledged;

    @Test
    void keepsTheQueueOfASlowLinkShort() {
        send(1.25e6, 96 << 10, 10);
        assertThat(mostOnItsWay(1.25e6, 96 << 10, 10)).isLessThan(400 << 10);
    }

    @Test
    void keepsASlowLinkBusy() {
        send(1.25e6, 96 << 10, 10);
        double before = arrived;
        send(1.25e6, 96 << 10, 10);
        assertThat(arrived - before).isGreaterThan(0.97 * 12.5e6);
    }

    @Test
    void leavesAFastLinkItsWindow() {
        send(300e6, 96 << 10, 1);
        assertThat(inFlight.mayLeave(WINDOW / 2)).isTrue();
        assertThat(arrived).isGreaterThan(0.9 * 300e6);
    }

    @Test
    void waitsNotForEverForAServerThatCountsInLargeSteps() {
        send(1.25e6, 1 << 20, 20);
        double before = arrived;
        send(1.25e6, 1 << 20, 20);
        assertThat(arrived - before).isGreaterThan(0.8 * 25e6);
    }

    @Test
    void learnsNothingWhileNobodyLooks() {
        inFlight.left(STEP, 0);
        inFlight.onItsWay(0, 60_000_000_000L, false);
        assertThat(inFlight.mayLeave(WINDOW)).isTrue();
    }

    private void send(double rate, long step, int seconds) {
        mostOnItsWay(rate, step, seconds);
    }

    /** Millisecond by millisecond: a link of that rate, and a server that says in such steps what has arrived. */
    private long mostOnItsWay(double rate, long step, int seconds) {
        long most = 0;
        long quietSince = now;
        for (long end = now + seconds * 1_000_000_000L; now < end; now += 1_000_000) {
            arrived = Math.min(arrived + rate / 1000, (double) sent);
            if (arrived - acknowledged >= step) {
                acknowledged = (long) arrived;
                quietSince = now;
            }
            inFlight.onItsWay(sent - acknowledged, now, true);
            if (!inFlight.mayLeave(STEP) && now - quietSince > 1_000_000_000L) {
                inFlight.stalled();
                quietSince = now;
            }
            while (inFlight.mayLeave(STEP) && sent - acknowledged + STEP <= WINDOW) {
                inFlight.left(STEP, now);
                sent += STEP;
            }
            most = Math.max(most, sent - (long) arrived);
        }
        return most;
    }
}
