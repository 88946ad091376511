package dev.ferry.app.hosts;

import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostSession;
import java.util.OptionalInt;

/** How a host stands to us. */
public sealed interface HostState {
    /** Nobody has asked for it yet. */
    record Idle() implements HostState {}

    /**
     * On the way.
     *
     * @param installed how many percent of Ferry have been brought there, if that is being done
     */
    record Connecting(OptionalInt installed) implements HostState {
        Connecting() {
            this(OptionalInt.empty());
        }
    }

    /** Ferry runs there. */
    record Ready(HostSession session, HostProfile profile) implements HostState {}

    /**
     * It can not be used, for this reason.
     *
     * @param lacksFerry whether it could be used if Ferry were there
     */
    record Unusable(String sentence, boolean lacksFerry) implements HostState {
        /** For a reason that bringing Ferry does not remove. */
        public Unusable(String sentence) {
            this(sentence, false);
        }
    }
}
