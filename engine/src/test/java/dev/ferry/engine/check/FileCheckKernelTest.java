package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.linux.file.FileStat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares facts with real files. */
class FileCheckKernelTest {
    @TempDir
    private Path directory;

    private final Findings findings = new Findings();
    private Path file;
    private FileFacts facts;

    @BeforeEach
    void makeFile() throws Exception {
        file = Files.writeString(directory.resolve("file"), "content");
        FileStat stat = FileStat.of(file.toString());
        facts = FileFacts.newBuilder()
                .setPath(file.toString())
                .setSize(stat.size())
                .setMode(stat.mode())
                .setMtimeNs(stat.modified().seconds() * 1_000_000_000L
                        + stat.modified().nanoseconds())
                .setSha256(ByteString.copyFrom(Digest.sha256(file, 7)))
                .setInode(stat.inode())
                .build();
    }

    @Test
    void usesTheSameFile() {
        FileCheck check = check(ExistingFilePolicy.REFUSE, facts);
        assertThat(check.useTheirs()).containsExactly(file.toString());
        assertThat(check.carry()).isEmpty();
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void comparesContentIfTheTimeDiffers() throws Exception {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(check(ExistingFilePolicy.REFUSE, facts).useTheirs()).isNotEmpty();
        Files.writeString(file, "CONTENT");
        assertThat(check(ExistingFilePolicy.REFUSE, facts).useTheirs()).isEmpty();
        assertThat(codes()).containsExactly("file-differs");
    }

    @Test
    void carriesWhatTheTreeWrites() {
        assertThat(check(ExistingFilePolicy.REFUSE, written()).carry()).containsExactly(file.toString());
    }

    @Test
    void neverOverwritesSilently() throws Exception {
        Files.writeString(file, "another");
        assertThat(check(ExistingFilePolicy.REFUSE, written()).carry()).isEmpty();
        assertThat(codes()).containsExactly("file-differs");
        assertThat(check(ExistingFilePolicy.OVERWRITE, written()).carry()).containsExactly(file.toString());
        assertThat(codes()).contains("file-overwritten");
        assertThat(check(ExistingFilePolicy.USE_THEIRS, written()).carry()).isEmpty();
        assertThat(codes()).contains("file-theirs");
    }

    @Test
    void knowsAGrownFileOfTheSameMachineByItsInode() throws Exception {
        Files.writeString(file, "content and more");
        FileCheck check = new FileCheck(ExistingFilePolicy.REFUSE, true, "run it as root there", findings);
        check.add(written());
        assertThat(check.carry()).containsExactly(file.toString());
        assertThat(findings.sorted()).isEmpty();
    }

    @Test
    void carriesWhatIsMissingAndNotWhatIsDeleted() throws Exception {
        Files.delete(file);
        assertThat(check(ExistingFilePolicy.REFUSE, facts).carry()).containsExactly(file.toString());
        FileFacts deleted = facts.toBuilder().setDeleted(true).build();
        assertThat(check(ExistingFilePolicy.REFUSE, deleted).carry()).isEmpty();
    }

    @Test
    void refusesAnotherKindOfFile() throws Exception {
        Files.delete(file);
        Files.createDirectory(file);
        check(ExistingFilePolicy.OVERWRITE, facts);
        assertThat(codes()).containsExactly("file-kind");
    }

    @Test
    void comparesProgramsByBuildId() throws Exception {
        Path program = Path.of("/proc/self/exe").toRealPath();
        FileFacts.Builder elf =
                FileFacts.newBuilder().setPath(program.toString()).setMode(0100755);
        String buildId = dev.ferry.engine.procfs.ElfIdentity.read(program)
                .orElseThrow()
                .buildId()
                .orElseThrow();
        assertThat(check(ExistingFilePolicy.REFUSE, elf.setBuildId(buildId).build())
                        .useTheirs())
                .isNotEmpty();
        assertThat(check(ExistingFilePolicy.REFUSE, elf.setBuildId("00ff").build())
                        .useTheirs())
                .isEmpty();
    }

    private FileFacts written() {
        return facts.toBuilder().setWritten(true).build();
    }

    private FileCheck check(ExistingFilePolicy policy, FileFacts wanted) {
        FileCheck check = new FileCheck(policy, false, "run it as root there", findings);
        check.add(wanted);
        return check;
    }

    private List<String> codes() {
        return findings.sorted().stream().map(Finding::code).toList();
    }
}
