package dev.ferry.app.watch;

import dev.ferry.app.conduct.ProcessFacts.Movable;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.resource.DescriptorHolders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;

/**
 * Whether the trees can be dumped. Asking costs milliseconds for each, and seconds for a large one, so it is done on a thread of its own
 * that uses a small share of a core, and that knows when it has used it: first the trees that are new or have changed, then those whose
 * answer is oldest. Large trees are looked at when somebody insists.
 */
final class MovableLook {
    private static final long OLD_NANOS = 120_000_000_000L;
    private static final int LARGEST = 200;

    private final Allowance allowance = new Allowance(System::nanoTime);
    private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
    private final Set<Integer> insisted = ConcurrentHashMap.newKeySet();
    private final SynchronousQueue<Round> rounds = new SynchronousQueue<>();
    private boolean started;

    /**
     * What was found, and of which process.
     *
     * @param isLookedAt false if it was too large for that
     */
    record Answer(long startTicks, int shape, long at, boolean isLookedAt, Movable movable, String reason) {}

    private record Root(int pid, long startTicks, int shape) {}

    private record Round(List<Root> due, DescriptorHolders holders) {}

    /** What is known of this root. */
    Optional<Answer> of(Watched root) {
        return Optional.ofNullable(answers.get(root.pid)).filter(answer -> answer.startTicks() == root.startTicks);
    }

    /** This root is asked about next, however large its tree is and whatever was used up. */
    void insist(int pid) {
        insisted.add(pid);
    }

    /** Lets some be asked, if the last ones have been; returns at once. */
    void look(ProcessScan scan) {
        start();
        answers.keySet().removeIf(pid -> scan.find(pid) == null);
        insisted.removeIf(pid -> scan.find(pid) == null);
        List<Root> due = due(scan, allowance.isLeft());
        if (!due.isEmpty()) {
            rounds.offer(new Round(
                    due,
                    new DescriptorHolders(ProcessTable.of(
                            scan.processes().stream().map(Watched::row).toList()))));
        }
    }

    private void start() {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::ask, "ferry-watch-movable");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private List<Root> due(ProcessScan scan, boolean isTimeLeft) {
        Map<Integer, Integer> sizes = new HashMap<>();
        scan.processes().forEach(process -> sizes.merge(process.tree, 1, Integer::sum));
        List<Watched> due = new ArrayList<>();
        long now = System.nanoTime();
        for (Watched process : scan.processes()) {
            if (process.tree == process.pid && (isAwaited(process) || (isTimeLeft && isDue(process, now)))) {
                due.add(process);
            }
        }
        due.sort(Comparator.comparing((Watched root) -> !isAwaited(root))
                .thenComparing(Comparator.comparingLong(this::lastAsked))
                .thenComparing(root -> sizes.get(root.pid)));
        return due.stream()
                .map(root -> new Root(root.pid, root.startTicks, shape(root)))
                .toList();
    }

    private boolean isDue(Watched root, long now) {
        Optional<Answer> answer = of(root);
        return answer.isEmpty()
                || answer.get().shape() != shape(root)
                || now - answer.get().at() > OLD_NANOS;
    }

    /** Somebody waits for an answer that there was none of so far. */
    private boolean isAwaited(Watched root) {
        return insisted.contains(root.pid)
                && of(root).filter(Answer::isLookedAt).isEmpty();
    }

    private long lastAsked(Watched root) {
        return of(root).map(Answer::at).orElse(Long.MIN_VALUE);
    }

    /** Another program, or other threads, may have another answer. */
    private static int shape(Watched root) {
        return root.command.hashCode() * 31 + root.threads;
    }

    private void ask() {
        try {
            while (true) {
                Round round = rounds.take();
                for (Root root : round.due()) {
                    long began = System.nanoTime();
                    answers.put(root.pid(), answer(root, round.holders()));
                    allowance.use(System.nanoTime() - began);
                    if (!allowance.isLeft()) {
                        break;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(Root root, DescriptorHolders holders) {
        Movable movable = Movable.UNKNOWN;
        String reason = "";
        boolean looks = insisted.contains(root.pid())
                || holders.table().descendants(root.pid()).size() < LARGEST;
        if (looks) {
            try {
                Optional<Finding> blocker = TreeCheck.of(root.pid(), holders).stream()
                        .filter(Finding::isBlocker)
                        .findFirst();
                movable = blocker.isEmpty() ? Movable.YES : Movable.NO;
                reason = blocker.map(Finding::sentence).orElse("");
            } catch (IOException gone) {
                movable = Movable.UNKNOWN;
            }
        }
        return new Answer(root.startTicks(), root.shape(), System.nanoTime(), looks, movable, reason);
    }
}
