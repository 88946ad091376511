package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Ids;
import dev.ferry.engine.procfs.Limits;
import java.util.Collections;
import java.util.List;

/** Engines with more or fewer rights than the one that runs the tests. */
final class Receivers {
    private static final long INFINITY = -1;
    private static final int USER = 1000;

    private Receivers() {}

    /** User and group 1000 with some capabilities and all limits at the value. */
    static Receiver user(long limit, Capability... capabilities) {
        long set = 0;
        for (Capability capability : capabilities) {
            set |= capability.mask();
        }
        Ids ids = new Ids(USER, USER, USER, USER);
        List<Long> limits = Collections.nCopies(16, limit);
        return new Receiver(
                "ann",
                set,
                set,
                ids,
                ids,
                List.of(USER),
                false,
                0,
                new Limits(limits, limits),
                List.of("1000 1000 1"),
                List.of());
    }

    /** The same, whose own processes may trace it. */
    static Receiver traceable(Receiver receiver) {
        return new Receiver(
                receiver.user(),
                receiver.effective(),
                receiver.permitted(),
                receiver.uids(),
                receiver.gids(),
                receiver.groups(),
                true,
                receiver.nice(),
                receiver.limits(),
                receiver.uidMap(),
                receiver.gidMap());
    }

    /** Without limits; RLIMIT_NICE and RLIMIT_RTPRIO too. */
    static Receiver unlimited(Capability... capabilities) {
        return user(INFINITY, capabilities);
    }
}
