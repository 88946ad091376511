package dev.ferry.app.processes;

import dev.ferry.app.conduct.ProcessFacts;
import java.util.Arrays;
import java.util.List;

/** One process as long as it lives, and how busy it was lately. Belongs to the thread that draws. */
public final class ProcessNode {
    /** So many samples make the small line. */
    public static final int HISTORY = 30;

    private ProcessFacts facts;
    private double[] history;
    private List<ProcessNode> children = List.of();
    private Runnable changed = () -> {};

    ProcessNode(ProcessFacts facts) {
        this.facts = facts;
        this.history = new double[] {facts.cpuShare()};
    }

    /** What is known of it now. */
    public ProcessFacts facts() {
        return facts;
    }

    /** Its use of the processor in the last samples, the newest last. Not to be written. */
    public double[] history() {
        return history;
    }

    /** Those that are shown below it, in the order of the list. */
    public List<ProcessNode> children() {
        return children;
    }

    /** Lets the one view of it hear of every change of facts or history. */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    boolean is(ProcessFacts other) {
        return facts.pid() == other.pid() && facts.startTicks() == other.startTicks();
    }

    void take(ProcessFacts next) {
        boolean idle = next.cpuShare() == 0 && isIdle();
        boolean same = idle && next.equals(facts);
        facts = next;
        if (!idle) remember(next.cpuShare());
        if (!same) changed.run();
    }

    void setChildren(List<ProcessNode> shown) {
        children = shown;
    }

    private boolean isIdle() {
        for (double share : history) {
            if (share != 0) return false;
        }
        return true;
    }

    private void remember(double share) {
        int kept = Math.min(history.length, HISTORY - 1);
        double[] next = Arrays.copyOfRange(history, history.length - kept, history.length + 1);
        next[kept] = share;
        history = next;
    }
}
