package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.wire.proto.Hello;
import dev.ferry.engine.wire.proto.HostFacts;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two engines of different age. */
class GreetingTest {
    @Test
    void agreesOnTheNewestThatBothSpeak() throws Exception {
        assertThat(Greeting.agree(hello("here", 3, 4), hello("there", 4, 5), "").version())
                .isEqualTo(4);
        assertThat(Greeting.agree(hello("here", 3, 4), hello("there", 2, 3), "").version())
                .isEqualTo(3);
    }

    @Test
    void usesOnlyWhatBothAnnounce() throws Exception {
        Hello newer = hello("there", 1, 1).toBuilder().addFeatures("teleport").build();
        assertThat(Greeting.agree(hello("here", 1, 1), newer, "").features()).containsExactly("pre-copy");
        Hello first = newer.toBuilder().clearFeatures().build();
        assertThat(Greeting.agree(hello("here", 1, 1), first, "").features()).isEmpty();
    }

    @Test
    void saysHowADestinationThatIsTooOldIsUpgraded() {
        assertThatThrownBy(() -> Greeting.agree(hello("here", 4, 5), hello("there", 2, 3), "me@there:22"))
                .hasMessage(
                        "Ferry 0.3 on there speaks versions 2 to 3 of the protocol, and Ferry 0.5 on here speaks"
                                + " versions 4 to 5 of the protocol; upgrade Ferry on there with `ferry host install me@there:22`.");
    }

    @Test
    void saysThatThisHostIsTooOld() {
        assertThatThrownBy(() -> Greeting.agree(hello("here", 1, 1), hello("there", 4, 5), "me@there:22"))
                .hasMessageEndingWith("speaks version 1 of the protocol; upgrade Ferry on here.");
    }

    @Test
    void aDestinationSaysThatTheSourceIsTooOldOrItself() {
        assertThatThrownBy(() -> Greeting.agree(hello("here", 4, 5), hello("there", 2, 3), ""))
                .hasMessageEndingWith("upgrade Ferry on there.");
        assertThatThrownBy(() -> Greeting.agree(hello("here", 2, 3), hello("there", 4, 5), ""))
                .hasMessageEndingWith("upgrade Ferry on here.");
    }

    @Test
    void aNameWithoutEndDoesNotFillTheScreen() {
        assertThatThrownBy(() -> Greeting.agree(hello("here", 4, 5), hello("x".repeat(9_000), 2, 3), ""))
                .message()
                .hasSizeLessThan(500);
    }

    private static Hello hello(String host, int oldest, int newest) {
        HostFacts facts = HostFacts.newBuilder()
                .setHostName(host)
                .setEngineVersion("0." + newest)
                .build();
        return Greeting.hello(facts, new ProtocolVersions(oldest, newest), Set.of(Greeting.PRE_COPY), true);
    }
}
