package dev.ferry.app.watch;

import dev.ferry.app.conduct.ProcessFacts.Movable;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.procfs.ProcessTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether the trees can be dumped. Asking costs milliseconds for each, so only some are asked in each round: first those that are new or
 * have changed, then those whose answer is oldest.
 */
final class MovableLook {
    private static final long OLD_NANOS = 60_000_000_000L;

    private final LongSupplier clock;
    private final long budgetNanos;
    private final Map<Integer, Answer> answers = new HashMap<>();

    /** What was found, and of which process. */
    record Answer(long startTicks, int shape, long at, Movable movable, String reason) {}

    /**
     * @param clock in nanoseconds
     * @param budgetNanos after which no other tree is begun in a round
     */
    MovableLook(LongSupplier clock, long budgetNanos) {
        this.clock = clock;
        this.budgetNanos = budgetNanos;
    }

    /** What is known of this root. */
    Optional<Answer> of(Watched root) {
        return Optional.ofNullable(answers.get(root.pid)).filter(answer -> answer.startTicks() == root.startTicks);
    }

    /** Asks as many as the budget allows, one at least if there is one to be asked. */
    void look(ProcessScan scan) {
        answers.keySet().removeIf(pid -> scan.find(pid) == null);
        long began = clock.getAsLong();
        List<Watched> due = due(scan, began);
        if (due.isEmpty()) {
            return;
        }
        ProcessTable table =
                ProcessTable.of(scan.processes().stream().map(Watched::row).toList());
        for (Watched root : due) {
            answers.put(root.pid, ask(root, table));
            if (clock.getAsLong() - began > budgetNanos) {
                return;
            }
        }
    }

    private List<Watched> due(ProcessScan scan, long now) {
        List<Watched> due = new ArrayList<>();
        for (Watched process : scan.processes()) {
            if (process.tree == process.pid && isDue(process, now)) {
                due.add(process);
            }
        }
        due.sort(Comparator.comparingLong(this::lastAsked));
        return due;
    }

    private boolean isDue(Watched root, long now) {
        Optional<Answer> answer = of(root);
        return answer.isEmpty()
                || answer.get().shape() != shape(root)
                || now - answer.get().at() > OLD_NANOS;
    }

    private long lastAsked(Watched root) {
        return of(root).map(Answer::at).orElse(Long.MIN_VALUE);
    }

    /** Another program, or other threads, may have another answer. */
    private static int shape(Watched root) {
        return root.command.hashCode() * 31 + root.threads;
    }

    private Answer ask(Watched root, ProcessTable table) {
        Movable movable = Movable.YES;
        String reason = "";
        try {
            Optional<Finding> blocker = TreeCheck.of(root.pid, table).stream()
                    .filter(Finding::isBlocker)
                    .findFirst();
            movable = blocker.isEmpty() ? Movable.YES : Movable.NO;
            reason = blocker.map(Finding::sentence).orElse("");
        } catch (IOException e) {
            movable = Movable.UNKNOWN;
        }
        return new Answer(root.startTicks, shape(root), clock.getAsLong(), movable, reason);
    }
}
