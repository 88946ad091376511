package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import dev.ferry.app.conduct.Sample;
import dev.ferry.engine.check.BadFactsException;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.HostPassport;
import java.util.Optional;

/** Whether a tree will probably fit, from what two sessions have heard already. */
final class Guess {
    private Guess() {}

    static Estimate of(ProcessFacts root, LiveSession from, LiveSession to) {
        if (from == to) {
            return Estimate.no("It runs on this host already.");
        }
        if (!to.isOpen()) {
            return Estimate.no(to.called() + " is not connected; connect it again.");
        }
        if (root.movable() == Movable.NO) {
            return Estimate.no(root.reason());
        }
        return differs(from, to)
                .or(() -> isTaken(root, to.last()))
                .or(() -> isTooLarge(root, from.last(), to))
                .orElseGet(() -> unsure(root, to));
    }

    private static Optional<Estimate> differs(LiveSession from, LiveSession to) {
        try {
            return HostPassport.compare(from.passport(), to.passport()).stream()
                    .filter(Finding::isBlocker)
                    .findFirst()
                    .map(blocker -> Estimate.no(MoveStory.text(blocker.sentence())));
        } catch (BadFactsException e) {
            return Optional.of(Estimate.no(e.getMessage()));
        }
    }

    private static Optional<Estimate> isTaken(ProcessFacts root, Sample there) {
        return there.processes().stream()
                .filter(process -> process.pid() == root.pid())
                .findFirst()
                .map(process -> Estimate.no("Its pid " + root.pid() + " is taken there by " + process.name() + "."));
    }

    private static Optional<Estimate> isTooLarge(ProcessFacts root, Sample here, LiveSession to) {
        HostLoad there = to.last().load();
        long needed = here.processes().stream()
                .filter(process -> process.tree() == root.pid())
                .mapToLong(ProcessFacts::memoryBytes)
                .sum();
        return there.memoryTotal() > 0 && needed > there.memoryFree()
                ? Optional.of(Estimate.no(to.called() + " has not enough free memory for it."))
                : Optional.empty();
    }

    private static Estimate unsure(ProcessFacts root, LiveSession to) {
        if (!to.profile().root()) {
            return Estimate.maybe("Ferry is not root on " + to.called() + ", which not every program can do without.");
        }
        return root.movable() == Movable.UNKNOWN ? Estimate.maybe("Not looked at closely yet.") : Estimate.FITS;
    }
}
