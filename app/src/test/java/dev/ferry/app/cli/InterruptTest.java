package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterruptTest {
    @Test
    void endsAtOnceWhereNothingIsAtStake() {
        new Interrupt().await();
    }

    @Test
    void endsAtOnceAfterTheCommand() throws Exception {
        Interrupt interrupt = new Interrupt();
        boolean[] calledOff = new boolean[1];
        interrupt.during(() -> calledOff[0] = true, () -> null);
        interrupt.ended(0);
        interrupt.await();
        assertThat(calledOff[0]).isFalse();
    }
}
