package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultInjectorTest {

    @AfterEach
    void forget() {
        System.clearProperty("ferry.fault");
    }

    @Test
    void doesNothingWithoutTheProperty() {
        assertThat(FaultInjector.ofProperty()).isSameAs(FaultInjector.NONE);
    }

    @Test
    void disturbsOnlyAtTheNamedPoint() throws Exception {
        System.setProperty("ferry.fault", "AFTER_FREEZE:throw");
        FaultInjector injector = FaultInjector.ofProperty();
        injector.reach(FaultPoint.AFTER_CHECK);
        assertThatThrownBy(() -> injector.reach(FaultPoint.AFTER_FREEZE)).hasMessageContaining("AFTER_FREEZE");
    }

    @Test
    void refusesAnUnknownPoint() {
        System.setProperty("ferry.fault", "SOMEWHERE:kill");
        assertThatThrownBy(FaultInjector::ofProperty).isInstanceOf(IllegalArgumentException.class);
    }
}
