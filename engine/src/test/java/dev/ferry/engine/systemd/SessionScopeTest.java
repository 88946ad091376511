package dev.ferry.engine.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SessionScopeTest {
    @Test
    void isFoundInEitherKindOfHierarchy() {
        SessionScope expected = new SessionScope("session-3.scope", "user-1000.slice");
        assertThat(SessionScope.in(List.of("0::/user.slice/user-1000.slice/session-3.scope")))
                .hasValue(expected);
        assertThat(SessionScope.in(
                        List.of("5:memory:/", "1:name=systemd:/user.slice/user-1000.slice/session-3.scope/x", "0::/")))
                .hasValue(expected);
    }

    @Test
    void isNotFoundForServicesAndWhatHasLeft() {
        assertThat(SessionScope.in(List.of("0::/system.slice/ssh.service"))).isEmpty();
        assertThat(SessionScope.in(List.of("0::/user.slice/user-1000.slice/ferry-70-9f.scope")))
                .isEmpty();
        assertThat(SessionScope.in(List.of("0::/user.slice/user-1000.slice/user@1000.service/session.slice/x.scope")))
                .isEmpty();
        assertThat(SessionScope.in(List.of("0::/", ""))).isEmpty();
    }
}
