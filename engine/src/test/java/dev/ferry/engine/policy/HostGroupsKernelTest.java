package dev.ferry.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Asks the real programs about users and groups that every Linux has. */
class HostGroupsKernelTest {
    private final HostGroups groups = new HostGroups();

    @Test
    void knowsTheNumbersOfGroups() throws Exception {
        assertThat(groups.number("root")).hasValue(0);
        assertThat(groups.number("no-such-group")).isEmpty();
        assertThat(groups.number("-s")).isEmpty();
    }

    /** Whoever came by sudo has brought one of them; the others are asked for. */
    @Test
    void knowsAllGroupsOfWhoCameBySudo() throws Exception {
        Caller daemon = new Caller(1, 7, List.of(7), "daemon", true);
        assertThat(groups.of(daemon)).containsExactlyInAnyOrder(1, 7);
    }

    @Test
    void believesTheKernelAboutAnybodyElse() throws Exception {
        assertThat(groups.of(new Caller(1, 1, List.of(1, 4), "daemon", false))).containsExactlyInAnyOrder(1, 4);
    }

    @Test
    void refusesEverythingIfNobodyKnowsTheUser() {
        Caller nobody = new Caller(0xfffffff0, 7, List.of(7), "ghost", true);
        assertThatThrownBy(() -> groups.of(nobody))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("(id ended with ")
                .hasMessageEndingWith("so nothing is received; let root name users there.");
    }
}
