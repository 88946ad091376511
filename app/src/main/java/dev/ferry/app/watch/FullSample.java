package dev.ferry.app.watch;

import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.ProcessFacts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A host with all its processes, for scripts.
 *
 * @param at in milliseconds since 1970
 * @param processes by ascending pid
 */
public record FullSample(long at, HostLoad load, List<Row> processes) {

    /** See {@link ProcessFacts}; times are milliseconds since 1970. */
    public record Row(
            int pid,
            int parent,
            int tree,
            String name,
            String user,
            String command,
            String state,
            int threads,
            long memoryBytes,
            double cpuShare,
            long started,
            boolean kernelThread,
            ProcessFacts.Movable movable,
            String reason) {
        static Row of(ProcessFacts facts) {
            return new Row(
                    facts.pid(),
                    facts.parent(),
                    facts.tree(),
                    facts.name(),
                    facts.user(),
                    facts.command(),
                    String.valueOf(facts.state()),
                    facts.threads(),
                    facts.memoryBytes(),
                    facts.cpuShare(),
                    facts.started().toEpochMilli(),
                    facts.kernelThread(),
                    facts.movable(),
                    facts.reason());
        }
    }

    /** All that the sampler knows after another look. */
    public static FullSample take(Sampler sampler) throws java.io.IOException {
        HostLoad load = sampler.sample().load();
        List<Row> rows = sampler.processes().stream()
                .sorted(Comparator.comparingInt(ProcessFacts::pid))
                .map(Row::of)
                .toList();
        return new FullSample(Instant.now().toEpochMilli(), load, rows);
    }
}
