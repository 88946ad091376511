package dev.ferry.app.conduct;

import dev.ferry.engine.check.Finding;
import java.util.List;

/** How a move ended. */
public sealed interface MoveEnd {
    /** The program runs on the destination. */
    record Moved(MoveReport report) implements MoveEnd {
        /** By which the destination knows the root that had the pid {@code before}. */
        public int pid(int before) {
            return report.pidThere() == 0 ? before : report.pidThere();
        }
    }

    /** One of the hosts has something against it; nothing was touched. The worst first. */
    record Refused(List<Finding> findings) implements MoveEnd {
        public Refused {
            findings = List.copyOf(findings);
        }
    }

    /**
     * It did not work.
     *
     * @param sentence why
     * @param runsOn whether the program was seen to go on where it was; else the sentence says what is known of it
     */
    record Failed(String sentence, boolean runsOn) implements MoveEnd {}

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
