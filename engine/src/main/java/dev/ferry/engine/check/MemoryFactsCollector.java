package dev.ferry.engine.check;

import dev.ferry.engine.memory.HugePages;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.MemoryShare;
import dev.ferry.engine.procfs.Smaps;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.engine.procfs.VmFlag;
import dev.ferry.engine.wire.proto.HugeFacts;
import dev.ferry.engine.wire.proto.SegmentFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How much memory a tree has, and how much more its mappings promise it. Bytes. */
final class MemoryFactsCollector {
    /** Up to here nobody minds how much of it is reserved. */
    private static final long SMALL = 1L << 30;

    private final Map<Integer, SegmentFacts> segments = new TreeMap<>();
    private final Map<Long, Long> huge = new TreeMap<>();
    private final Set<Long> sharedHuge = new HashSet<>();
    private long used;
    private long committed;
    private long largest;

    /** Adds one task. */
    void add(int pid, List<Mapping> mappings) throws IOException {
        used += MemoryShare.content(pid);
        addSegments(mappings);
        addHuge(pid, mappings);
        boolean isSmall = mappings.stream()
                        .filter(MemoryFactsCollector::mayGrow)
                        .mapToLong(Mapping::length)
                        .sum()
                <= SMALL;
        // MAP_NORESERVE is only in smaps, for which the kernel walks all page tables.
        for (Mapping mapping : isSmall ? mappings : Smaps.read(pid)) {
            if (mayGrow(mapping) && !mapping.has(VmFlag.NORESERVE)) {
                committed += mapping.length();
                largest = Math.max(largest, mapping.length());
            }
        }
    }

    private void addSegments(List<Mapping> mappings) throws IOException {
        for (Mapping mapping : mappings) {
            int id = (int) mapping.inode();
            if (mapping.isSysvShm() && !segments.containsKey(id)) {
                SysvShm.find(id).ifPresent(segment -> segments.put(id, facts(segment)));
            }
        }
    }

    /** A shared one counts once. */
    private void addHuge(int pid, List<Mapping> mappings) throws IOException {
        for (Mapping mapping : mappings) {
            if (mapping.isHugeAnonymous() && (!mapping.shared() || sharedHuge.add(mapping.inode()))) {
                huge.merge(HugePages.size(pid, mapping), mapping.length(), Long::sum);
            }
        }
    }

    private static SegmentFacts facts(SysvShm segment) {
        return SegmentFacts.newBuilder()
                .setId(segment.id())
                .setKey(segment.key())
                .setBytes(segment.size())
                .build();
    }

    void addTo(TreeFacts.Builder facts) {
        huge.forEach((size, bytes) ->
                facts.addHugePages(HugeFacts.newBuilder().setPageBytes(size).setBytes(bytes)));
        facts.setMemoryBytes(used)
                .setCommitBytes(committed)
                .setLargestCommitBytes(largest)
                .addAllSegments(segments.values());
    }

    private static boolean mayGrow(Mapping mapping) {
        return mapping.write() && !mapping.shared() && !mapping.isHugeAnonymous();
    }
}
