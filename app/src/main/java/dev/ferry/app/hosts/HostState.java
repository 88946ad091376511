package dev.ferry.app.hosts;

import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostSession;

/** How a host stands to us. */
public sealed interface HostState {
    /** Nobody has asked for it yet. */
    record Idle() implements HostState {}

    /** On the way. */
    record Connecting() implements HostState {}

    /** Ferry runs there. */
    record Ready(HostSession session, HostProfile profile) implements HostState {}

    /** It can not be used, for this reason. */
    record Unusable(String sentence) implements HostState {}
}
