package dev.ferry.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class PolicyFileRootTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(directory.resolve("policy"), "receive * none\n");
        permit(file, "rw-r--r--");
        permit(directory, "rwxr-xr-x");
    }

    @Test
    void isBelievedIfItIsRootsAlone() throws Exception {
        assertThat(PolicyFile.read(file).others()).isEqualTo(Whose.NONE);
        assertThat(PolicyFile.read(directory.resolve("missing"))).isEqualTo(ReceivePolicy.usual());
    }

    @Test
    void isRefusedIfOthersCanWriteItOrPutAnotherInItsPlace() throws Exception {
        permit(file, "rw-rw-r--");
        refused();
        permit(file, "rw-r--r--");
        permit(directory, "rwxrwxrwx");
        refused();
        permit(directory, "rwxr-xr-x");
        Files.setAttribute(file, "unix:uid", 65534);
        refused();
    }

    @Test
    void isRefusedIfItIsALinkOrNoText() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThatThrownBy(() -> PolicyFile.read(link)).isInstanceOf(PolicyException.class);
        Files.write(file, new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> PolicyFile.read(file))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("is not UTF-8");
        Files.write(file, new byte[70_000]);
        assertThatThrownBy(() -> PolicyFile.read(file)).hasMessageContaining("more than 64 KiB");
    }

    private void refused() {
        assertThatThrownBy(() -> PolicyFile.read(file))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("is not root's alone to write");
    }

    private static void permit(Path path, String mode) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
