package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountInfoTest {
    @Test
    void readsEveryField() throws IOException {
        assertThat(MountInfo.parse(
                                "36 35 98:0 /sub /mnt rw,noatime shared:7 master:1 - ext3 /dev/root rw,errors=continue\n")
                        .byId(36))
                .hasValue(new Mount(
                        36,
                        35,
                        98,
                        0,
                        "/sub",
                        "/mnt",
                        "rw,noatime",
                        List.of("shared:7", "master:1"),
                        "ext3",
                        "/dev/root",
                        "rw,errors=continue"));
    }

    @Test
    void findsTheRootOfACapturedProcess() throws IOException {
        MountInfo info = MountInfo.parse(Captured.text("mountinfo"));
        assertThat(info.mounts()).hasSize(20);
        assertThat(info.byId(27))
                .get()
                .extracting(Mount::fsType, Mount::mountPoint)
                .containsExactly("ext4", "/");
        assertThat(info.byId(9999)).isEmpty();
    }

    @Test
    void putsEscapedCharactersBack() throws IOException {
        Mount mount = MountInfo.parse("1 0 0:1 /a\\134040 /b\\040c\\012d rw - tmpfs my\\011$1 rw\n")
                .byId(1)
                .orElseThrow();
        assertThat(mount.root()).isEqualTo("/a\\040");
        assertThat(mount.mountPoint()).isEqualTo("/b c\nd");
        assertThat(mount.source()).isEqualTo("my\t$1");
    }

    @Test
    void acceptsAnEmptySource() throws IOException {
        Mount mount = MountInfo.parse("1 0 0:1 / /b rw - tmpfs  rw\n").byId(1).orElseThrow();
        assertThat(mount.source()).isEmpty();
        assertThat(mount.superOptions()).isEqualTo("rw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 0 0:1 / /b rw - tmpfs", "1 0 0:1 / /b - tmpfs x rw", "1 0 01 / /b rw - tmpfs x rw"})
    void namesTheLineThatItCannotRead(String wrong) {
        assertThatThrownBy(() -> MountInfo.parse("1 0 0:1 / /b rw - tmpfs x rw\n" + wrong + "\n"))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("mountinfo, line 2");
    }
}
