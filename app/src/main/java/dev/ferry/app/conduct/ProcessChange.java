package dev.ferry.app.conduct;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.io.IOException;

/** What changes often in a process that is known already; see {@link ProcessLine}. */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record ProcessChange(int pid, char state, int threads, long memoryBytes, double cpuShare) {

    /** What is different now. */
    public static ProcessChange of(ProcessFacts now) {
        return new ProcessChange(now.pid(), now.state(), now.threads(), now.memoryBytes(), now.cpuShare());
    }

    /** The process after it. */
    public ProcessFacts appliedTo(ProcessFacts known) throws IOException {
        ProcessLine before = ProcessLine.of(known);
        return new ProcessLine(
                        before.pid(),
                        before.parent(),
                        before.tree(),
                        before.name(),
                        before.user(),
                        before.command(),
                        state,
                        threads,
                        memoryBytes,
                        cpuShare,
                        before.startTicks(),
                        before.startedMillis(),
                        before.flags(),
                        before.reason())
                .facts();
    }
}
