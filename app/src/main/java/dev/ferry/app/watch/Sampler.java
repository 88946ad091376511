package dev.ferry.app.watch;

import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.ProcessChange;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import dev.ferry.app.conduct.ProcessLine;
import dev.ferry.app.conduct.WatchLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples of this host, each told as what is different from the one before. */
public final class Sampler {
    private static final long TICK_MILLIS = 10;
    private static final int PAGE_SHIFT = 12;
    private final HostMeter meter = new HostMeter();
    private final ProcessScan scan = new ProcessScan();
    private final MovableLook movable = new MovableLook();
    private final Map<Integer, ProcessFacts> said = new HashMap<>();
    private final long bootMillis;

    /** For this host. */
    public Sampler() throws IOException {
        bootMillis = 1000 * bootSeconds(Files.readAllLines(Path.of("/proc/stat")));
    }

    static long bootSeconds(List<String> stat) {
        return stat.stream()
                .filter(line -> line.startsWith("btime "))
                .mapToLong(line -> Long.parseLong(line.substring(6).trim()))
                .findFirst()
                .orElse(0);
    }

    /** The load alone; what was said of processes is forgotten. */
    public WatchLine.Sampled load() throws IOException {
        List<Integer> gone = List.copyOf(said.keySet());
        said.clear();
        return new WatchLine.Sampled(meter.read(), List.of(), List.of(), gone);
    }

    /** Whether that tree can be dumped is found out soon, whatever it costs. For another thread than that of the samples. */
    void lookAt(int pid) {
        movable.insist(pid);
    }

    /** The host with all its processes. */
    public WatchLine.Sampled sample() throws IOException {
        HostLoad load = meter.read();
        scan.look(System.nanoTime());
        Trees.find(scan);
        movable.look(scan);
        List<ProcessLine> born = new ArrayList<>();
        List<ProcessChange> changed = new ArrayList<>();
        for (Watched process : scan.processes()) {
            tell(process, born, changed);
        }
        return new WatchLine.Sampled(load, born, changed, gone());
    }

    /** All that was said. */
    public Collection<ProcessFacts> processes() {
        return Collections.unmodifiableCollection(said.values());
    }

    private void tell(Watched process, List<ProcessLine> born, List<ProcessChange> changed) {
        ProcessFacts before = said.get(process.pid);
        Optional<MovableLook.Answer> answer = process.tree == process.pid ? movable.of(process) : Optional.empty();
        if (before == null || !isSame(process, answer, before)) {
            ProcessFacts now = facts(process, answer);
            said.put(process.pid, now);
            born.add(ProcessLine.of(now));
        } else if (!hasSameFigures(process, before)) {
            ProcessFacts now = facts(process, answer);
            said.put(process.pid, now);
            changed.add(ProcessChange.of(now));
        }
    }

    private static boolean isSame(Watched now, Optional<MovableLook.Answer> answer, ProcessFacts before) {
        return now.startTicks == before.startTicks()
                && now.parent == before.parent()
                && now.tree == before.tree()
                && now.name.equals(before.name())
                && now.user.equals(before.user())
                && now.command.equals(before.command())
                && movable(answer) == before.movable()
                && reason(answer).equals(before.reason());
    }

    private static boolean hasSameFigures(Watched now, ProcessFacts before) {
        return now.state == before.state()
                && now.threads == before.threads()
                && now.residentPages << PAGE_SHIFT == before.memoryBytes()
                && now.cpuShare == before.cpuShare();
    }

    private ProcessFacts facts(Watched process, Optional<MovableLook.Answer> answer) {
        return new ProcessFacts(
                process.pid,
                process.parent,
                process.tree,
                process.name,
                process.user,
                process.command,
                process.state,
                process.threads,
                process.residentPages << PAGE_SHIFT,
                process.cpuShare,
                process.startTicks,
                Instant.ofEpochMilli(bootMillis + process.startTicks * TICK_MILLIS),
                process.kernelThread,
                movable(answer),
                reason(answer));
    }

    private static Movable movable(Optional<MovableLook.Answer> answer) {
        return answer.map(MovableLook.Answer::movable).orElse(Movable.UNKNOWN);
    }

    private static String reason(Optional<MovableLook.Answer> answer) {
        return answer.map(MovableLook.Answer::reason).orElse("");
    }

    private List<Integer> gone() {
        List<Integer> gone = new ArrayList<>();
        for (Integer pid : said.keySet()) {
            if (scan.find(pid) == null) {
                gone.add(pid);
            }
        }
        gone.forEach(said::remove);
        return gone;
    }
}
