package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.ProcessChange;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.ProcessLine;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.WatchLine;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** The processes of a host as they are told line by line. The lines come from another host: everything in them is checked. */
final class ProcessBoard {
    private static final int MAX_PROCESSES = 100_000;

    private final TreeMap<Integer, ProcessFacts> processes = new TreeMap<>();

    /** Takes a line in; the host after it. */
    Sample apply(WatchLine.Sampled line, Instant at) throws IOException {
        line.gone().forEach(processes::remove);
        for (ProcessLine born : line.born()) {
            processes.put(born.pid(), born.facts());
        }
        for (ProcessChange change : line.changed()) {
            ProcessFacts known = processes.get(change.pid());
            if (known == null) {
                throw new IOException("process " + change.pid() + " has changed before it was born");
            }
            processes.put(change.pid(), change.appliedTo(known));
        }
        if (processes.size() > MAX_PROCESSES) {
            throw new IOException("there are more than " + MAX_PROCESSES + " processes");
        }
        return new Sample(at, line.load(), List.copyOf(processes.values()));
    }

    void clear() {
        processes.clear();
    }
}
