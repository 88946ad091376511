package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.procfs.Mount;
import dev.ferry.engine.procfs.MountInfo;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.linux.file.FileStat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files on a mount that is said to be otherwise. */
class MountCheckTest {
    @TempDir
    private Path directory;

    private final Findings findings = new Findings();

    @Test
    void namesAReadOnlyMountWithTheFilesThatWouldGoThere() throws Exception {
        List<FileFacts> files = List.of(file("a").build(), file("b").build());
        MountCheck.look(files, files, places("ro,relatime", "ext4"), findings);
        MountCheck.look(files, List.of(), places("ro,relatime", "ext4"), findings);
        assertThat(findings.sorted()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("read-only");
            assertThat(finding.object()).isEqualTo("/data");
            assertThat(finding.cause()).endsWith("the program has to write " + directory + "/a and 1 more");
        });
    }

    @Test
    void namesWhatNoexecNodevAndNosuidForbid() throws Exception {
        List<FileFacts> files = List.of(
                file("program").setExecuted(true).setMode(0104755).build(),
                file("device").setMode(0020666).build());
        MountCheck.look(files, List.of(), places("rw,nosuid,nodev,noexec", "ext4"), findings);
        assertThat(codes()).containsExactlyInAnyOrder("noexec", "nodev", "nosuid");
    }

    @Test
    void warnsOfFilesThatWillNotLastButNotOfAnotherDisk() throws Exception {
        List<FileFacts> files = List.of(file("log").setFsType("xfs").build());
        MountCheck.look(files, files, places("rw", "overlay"), findings);
        assertThat(codes()).isEmpty();
        MountCheck.look(files, files, places("rw", "tmpfs"), findings);
        assertThat(codes()).containsExactly("file-system");
    }

    @Test
    void warnsOfAMountThatIsMissing() throws Exception {
        List<FileFacts> files = List.of(file("log").setMountPoint("/data/more").build());
        MountCheck.look(files, List.of(), places("rw", "ext4"), findings);
        assertThat(codes()).isEmpty();
        MountCheck.look(files, files, places("rw", "ext4"), findings);
        assertThat(codes()).containsExactly("mount-missing");
    }

    @Test
    void looksAtTheNearestDirectoryThatIsThere() throws Exception {
        Places places = places("rw", "ext4");
        assertThat(places.above(directory.resolve("none/of/these")).directory()).isEqualTo(directory);
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(places.above(file.resolve("below/a/file")).directory()).isEqualTo(directory);
    }

    private FileFacts.Builder file(String name) {
        return FileFacts.newBuilder()
                .setPath(directory.resolve(name).toString())
                .setMode(0100644)
                .setFsType("ext4");
    }

    /** The mount of the temporary directory, with other options. */
    private Places places(String options, String type) throws Exception {
        long id = FileStat.of(directory.toString()).mountId();
        Mount real = MountInfo.read((int) ProcessHandle.current().pid())
                .byId((int) id)
                .orElseThrow();
        Mount mount = new Mount(real.id(), real.parentId(), 0, 0, "/", "/data", options, List.of(), type, "none", "rw");
        return new Places(new Mounts(List.of(mount)));
    }

    private List<String> codes() {
        return findings.sorted().stream().map(Finding::code).toList();
    }
}
