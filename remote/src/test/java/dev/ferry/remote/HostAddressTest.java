package dev.ferry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressTest {
    @Test
    void readsNameAlone() {
        assertThat(HostAddress.parse("alpha"))
                .isEqualTo(new HostAddress(Optional.empty(), "alpha", OptionalInt.empty()));
    }

    @Test
    void readsUserNameAndPort() {
        assertThat(HostAddress.parse("bob@alpha.example:2222"))
                .isEqualTo(new HostAddress(Optional.of("bob"), "alpha.example", OptionalInt.of(2222)));
    }

    @Test
    void readsVersionSixWithAndWithoutPort() {
        assertThat(HostAddress.parse("bob@[fe80::1%eth0]:22").name()).isEqualTo("fe80::1%eth0");
        assertThat(HostAddress.parse("[::1]:22").port()).hasValue(22);
        assertThat(HostAddress.parse("::1").name()).isEqualTo("::1");
        assertThat(HostAddress.parse("2001:db8::7")).hasToString("2001:db8::7");
    }

    @Test
    void takesTheLastAtSignSoThatUsersMayHaveOne() {
        assertThat(HostAddress.parse("bob@corp@alpha").user()).hasValue("bob@corp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha", "bob@alpha", "bob@alpha:2222", "[::1]:22", "bob@[fe80::1]:22"})
    void writesWhatItReads(String text) {
        assertThat(HostAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "bob@",
                "@alpha",
                "-oProxyCommand=x",
                "bob@-x",
                "-x@alpha",
                "[-x]:22",
                "alpha:0",
                "alpha:65536",
                "alpha:x",
                "alpha:",
                "al pha",
                "$(id)",
                "a`id`",
                "a;b",
                "a\nb",
                "a/b",
                "[::1",
                "b;c@alpha",
                "a|b",
                "[]:1"
            })
    void refusesWhatIsNoHost(String text) {
        assertThatThrownBy(() -> HostAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
