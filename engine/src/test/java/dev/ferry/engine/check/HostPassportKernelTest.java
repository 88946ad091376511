package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPassportKernelTest {
    @Test
    void aHostIsLikeItself() throws IOException {
        String here = HostPassport.ofThisHost();
        assertThat(HostPassport.compare(here, here)).isEmpty();
    }

    @Test
    void aHostOfWhichNothingIsKnownIsAnother() throws IOException {
        assertThat(HostPassport.compare(HostPassport.ofThisHost(), ""))
                .anyMatch(finding -> finding.isBlocker() && finding.code().equals("architecture"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "AAAA", "CgUw"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> HostPassport.compare(text, text)).isInstanceOf(BadFactsException.class);
    }

    @Test
    void refusesOneThatIsTooLong() {
        String text = Base64.getEncoder().encodeToString(new byte[1 << 20]);
        assertThatThrownBy(() -> HostPassport.compare(text, text)).isInstanceOf(BadFactsException.class);
    }
}
