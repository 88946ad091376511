package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory, cgroups, threads and limits, compared with numbers. */
class RoomCheckTest {
    private static final List<String> MEMINFO =
            List.of("MemTotal:  2048 kB", "SwapTotal:  0 kB", "CommitLimit:  1024 kB", "Committed_AS:  1000 kB");

    private final Findings findings = new Findings();

    @Test
    void comparesMemory() {
        MemoryCheck.memory(80, 100, 0, findings);
        assertThat(codes()).isEmpty();
        MemoryCheck.memory(81, 100, 0, findings);
        assertThat(codes()).containsExactly("memory-tight");
        MemoryCheck.memory(101, 100, 0, findings);
        assertThat(codes()).containsExactly("memory", "memory-tight");
    }

    @Test
    void countsSwapOnlyIfItHasTo() {
        MemoryCheck.memory(101, 100, 10, findings);
        assertThat(codes()).containsExactly("memory-tight");
        MemoryCheck.memory(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, findings);
        assertThat(codes()).containsOnly("memory-tight");
    }

    @Test
    void readsBothVersionsOfCgroups(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("memory.max"), "1000\n");
        Files.writeString(directory.resolve("memory.current"), "900\n");
        Files.writeString(directory.resolve("memory.stat"), "anon 1\ninactive_file 400\n");
        CgroupChain v2 = new CgroupChain(true, List.of(directory, Path.of("/nowhere")));
        MemoryCheck.cgroup(500, v2, findings);
        assertThat(codes()).isEmpty();
        MemoryCheck.cgroup(501, v2, findings);
        assertThat(findings.sorted()).extracting(Finding::object).containsExactly(directory.toString());
        Files.writeString(directory.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
        MemoryCheck.cgroup(1L << 60, new CgroupChain(false, List.of(directory)), findings);
        assertThat(codes()).containsExactly("cgroup-memory");
    }

    @Test
    void findsThePathOfACgroup() {
        List<String> own = List.of("4:memory,hugetlb:/a/b", "0::/c:d");
        assertThat(CgroupChain.path(own, "memory")).contains("/a/b");
        assertThat(CgroupChain.path(own, "")).contains("/c:d");
        assertThat(CgroupChain.path(own, "pids")).isEmpty();
    }

    @Test
    void findsACgroupOfThisProcess() throws Exception {
        CgroupChain chain = CgroupChain.of("memory", Mounts.ofThisProcess());
        assertThat(chain.directories()).allMatch(Files::isDirectory);
    }

    @Test
    void comparesWhatIsReservedAsThePolicySays() {
        TreeFacts facts = TreeFacts.newBuilder()
                .setCommitBytes(25 << 10)
                .setLargestCommitBytes(2049 << 10)
                .build();
        MemoryCheck.overcommit(facts, 1, MEMINFO, findings);
        assertThat(codes()).isEmpty();
        MemoryCheck.overcommit(facts, 0, MEMINFO, findings);
        MemoryCheck.overcommit(facts, 2, MEMINFO, findings);
        assertThat(codes()).containsExactly("overcommit", "overcommit");
    }

    @Test
    void comparesThreads() {
        TaskRoomCheck.compare(5, 5, "here", "raise it", findings);
        assertThat(codes()).isEmpty();
        TaskRoomCheck.compare(5, -3, "here", "raise it", findings);
        assertThat(findings.sorted())
                .extracting(Finding::cause)
                .containsExactly("has room for 0 more threads, and the tree has 5");
    }

    @Test
    void comparesLimitsWithInfinityAsTheLargest() {
        TaskFacts task = TaskFacts.newBuilder()
                .setPid(812)
                .setComm("x")
                .addSoftLimits(5)
                .addHardLimits(-1)
                .setHighestFd(1024)
                .setMappings(65530)
                .build();
        LimitCheck.lowered(List.of(task), 0, -1, findings);
        LimitCheck.lowered(List.of(task), 1, 0, findings);
        LimitCheck.descriptors(List.of(task), 1025, findings);
        LimitCheck.mappings(List.of(task), 65531, findings);
        assertThat(codes()).isEmpty();
        LimitCheck.lowered(List.of(task), 0, 4, findings);
        LimitCheck.lowered(List.of(task), 0, 5, findings);
        LimitCheck.descriptors(List.of(task), 1024, findings);
        LimitCheck.mappings(List.of(task), 65530, findings);
        assertThat(codes()).containsExactlyInAnyOrder("fd-limit", "map-limit", "limit-lowered", "hard-limit-lowered");
    }

    @Test
    void roundsSizesUp() {
        assertThat(Bytes.text(0)).isEqualTo("0 MiB");
        assertThat(Bytes.text(1)).isEqualTo("1 MiB");
        assertThat(Bytes.text(Long.MAX_VALUE)).isEqualTo((1L << 43) + " MiB");
    }

    private List<String> codes() {
        return findings.sorted().stream().map(Finding::code).toList();
    }
}
