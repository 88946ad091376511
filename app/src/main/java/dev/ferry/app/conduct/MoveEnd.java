package dev.ferry.app.conduct;

import dev.ferry.engine.check.Finding;
import java.util.List;

/** How a move ended. */
public sealed interface MoveEnd {
    /** The program runs on the destination. */
    record Moved(MoveReport report) implements MoveEnd {}

    /** One of the hosts has something against it; nothing was touched. The worst first. */
    record Refused(List<Finding> findings) implements MoveEnd {
        public Refused {
            findings = List.copyOf(findings);
        }
    }

    /** It did not work, and the program runs on where it was, unless the sentence says otherwise. */
    record Failed(String sentence) implements MoveEnd {}

    /** As wished; the program runs on where it was. */
    record Cancelled() implements MoveEnd {}

    /**
     * Nobody knows whether the program runs on the destination; its processes are kept stopped on the source.
     *
     * @param migrationId for {@link HostSession#resolve} of the source
     * @param decisions what a person can do now
     */
    record InDoubt(String migrationId, String sentence, List<Decision> decisions) implements MoveEnd {
        public InDoubt {
            decisions = List.copyOf(decisions);
        }
    }
}
