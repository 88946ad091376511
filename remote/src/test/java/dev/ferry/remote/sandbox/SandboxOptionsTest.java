package dev.ferry.remote.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SandboxOptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "-rf", "two words", "line\n"})
    void refusesANameThatIsNoDirectoryName(String name) {
        assertThatThrownBy(() -> SandboxOptions.defaults().named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("letters, digits and hyphens");
    }

    @Test
    void refusesAFirstPidThatTheKernelReserves() {
        assertThatThrownBy(() -> SandboxOptions.defaults().withFirstPid(299))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 300 to 32000, not 299");
    }
}
