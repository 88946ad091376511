package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a test expects the kernel to refuse. */
final class Refusal {
    private Refusal() {}

    /** Asserts that {@code call} fails with the errno of this symbol. */
    static void expect(String symbol, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> Assertions.assertThat(e.errno().symbol())
                                .as(e.getMessage())
                                .isEqualTo(symbol));
    }
}
