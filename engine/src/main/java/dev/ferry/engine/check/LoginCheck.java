package dev.ferry.engine.check;

import dev.ferry.engine.systemd.SessionScope;
import java.util.Optional;

/** Whether the tree would be a part of the login of whoever brings it: an engine that may do that has left it. */
final class LoginCheck {
    private LoginCheck() {}

    static void look(Optional<SessionScope> session, Findings findings) {
        session.ifPresent(scope -> findings.warning(
                "login-session",
                "ferry on the destination",
                "is in the login session " + scope.name() + ", with which systemd-logind may end the program"
                        + " (KillUserProcesses=yes)",
                "run it as root there, or name the user in KillExcludeUsers= of logind.conf"));
    }
}
