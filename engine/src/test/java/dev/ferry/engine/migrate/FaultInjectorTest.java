package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultInjectorTest {

    @AfterEach
    void forget() {
        System.clearProperty("ferry.fault");
        System.clearProperty("ferry.fault.mark");
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
    void holdsOnceAndUntilTheMarkIsTakenAway(@TempDir Path dir) throws Exception {
        Path mark = dir.resolve("mark");
        System.setProperty("ferry.fault", "AFTER_FREEZE:hold");
        System.setProperty("ferry.fault.mark", mark.toString());
        FaultInjector injector = FaultInjector.ofProperty();
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> reach(injector));
        await().until(() -> Files.exists(mark));
        assertThat(held).isNotDone();
        Files.delete(mark);
        assertThat(held).succeedsWithin(Duration.ofSeconds(5));
        injector.reach(FaultPoint.AFTER_FREEZE);
        assertThat(mark).doesNotExist();
    }

    private static void reach(FaultInjector injector) {
        try {
            injector.reach(FaultPoint.AFTER_FREEZE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesAnUnknownPoint() {
        System.setProperty("ferry.fault", "SOMEWHERE:kill");
        assertThatThrownBy(FaultInjector::ofProperty).isInstanceOf(IllegalArgumentException.class);
    }
}
