package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.wire.proto.FileFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that would have to be put on real mounts with little room or closed to us. */
class PlacingRootTest {
    @TempDir
    private Path directory;

    private final Findings findings = new Findings();

    @BeforeEach
    void mountSmallTmpfs() throws Exception {
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        Assumptions.assumeTrue(isRoot, "mounting needs root");
        run("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=4,noexec", "none", directory.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", directory.toString());
    }

    @Test
    void findsNoRoomForBytes() throws Exception {
        DiskCheck.look(List.of(file("a", 60_000)), places(), findings);
        assertThat(codes()).isEmpty();
        DiskCheck.look(List.of(file("a", 60_000), file("b", 60_000)), places(), findings);
        assertThat(findings.sorted()).extracting(Finding::object).containsExactly(directory.toString());
        assertThat(codes()).containsExactly("disk-full");
    }

    @Test
    void findsNoRoomForManyFiles() throws Exception {
        List<FileFacts> files =
                IntStream.range(0, 5).mapToObj(i -> file("f" + i, 0)).toList();
        DiskCheck.look(files, places(), findings);
        assertThat(codes()).containsExactly("inodes-full");
    }

    @Test
    void doesNotOverflowWithHostileSizes() throws Exception {
        DiskCheck.look(List.of(file("a", Long.MAX_VALUE), file("b", Long.MAX_VALUE)), places(), findings);
        assertThat(codes()).containsExactly("disk-full");
    }

    @Test
    void findsARealReadOnlyAndNoexecMount() throws Exception {
        run("mount", "-o", "remount,ro,noexec", directory.toString());
        FileFacts program = file("program", 1).toBuilder().setExecuted(true).build();
        MountCheck.look(List.of(program), List.of(program), places(), findings);
        assertThat(codes()).containsExactlyInAnyOrder("read-only", "noexec");
    }

    private FileFacts file(String name, long size) {
        return FileFacts.newBuilder()
                .setPath(directory.resolve(name).toString())
                .setMode(0100644)
                .setSize(size)
                .build();
    }

    private static Places places() throws Exception {
        return new Places(Mounts.ofThisProcess());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private List<String> codes() {
        return findings.sorted().stream().map(Finding::code).toList();
    }
}
