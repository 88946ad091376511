package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelFeatureKernelTest {

    @ParameterizedTest
    @EnumSource
    void isOnThisKernelAsOnEveryThatTheTestsRunOn(KernelFeature feature) {
        assertThat(feature.isThere()).as(feature.call()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void isMissingIfTheCallIsUnknownOrForbidden(KernelFeature feature) {
        assertThat(feature.isMissing(new ErrnoException("x", Errno.ENOSYS))).isTrue();
        assertThat(feature.isMissing(new ErrnoException("x", Errno.EPERM))).isTrue();
    }
}
