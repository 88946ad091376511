package dev.ferry.remote.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.testhost.TestHosts;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real scripts, where every program is busybox: with glibc they do all that they do elsewhere, with musl they say no. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BusyboxHostRootTest {
    @TempDir
    Path directory;

    @BeforeEach
    void needBusyboxAndBothLibraries() {
        assumeTrue(TestHosts.isRoot(), "another root directory needs root");
        assumeTrue(BusyboxRoot.canBeMade(), "busybox-static and musl are not installed");
    }

    @Test
    void aHostWithMuslGetsAClearNo() throws Exception {
        BusyboxRoot host = BusyboxRoot.withMusl(directory.resolve("root"));
        HeadlessImage image = SmallImage.of(directory, "1.2", "echo ferry");
        assertThatThrownBy(() -> new HostInstaller(host).install(image, InstallListener.NONE))
                .hasMessage("Ferry can not be installed on other: its C library is musl, and Ferry needs glibc "
                        + image.glibc() + " or later; choose a host with glibc.");
        assertThat(host.cache().getParent()).doesNotExist();
    }

    /** No getconf(1) and no ldd(1) there: the loader says its version itself. */
    @Test
    void aHostWithGlibcGetsItsEngineAndGivesItBack() throws Exception {
        BusyboxRoot host = BusyboxRoot.withGlibc(directory.resolve("root"));
        HostInstaller installer = new HostInstaller(host);
        HeadlessImage first = SmallImage.of(directory, "1.1", "echo ferry");
        HeadlessImage second = SmallImage.of(directory, "1.2", "echo ferry");
        assertThat(installer.install(first, InstallListener.NONE))
                .isEqualTo(new InstallOutcome.Brought("1.1", Optional.empty(), first.bytes()));
        assertThat(installer.install(second, InstallListener.NONE))
                .isEqualTo(new InstallOutcome.Brought("1.2", Optional.of(first.name()), second.bytes()));
        assertThat(installer.install(second, InstallListener.NONE)).isEqualTo(new InstallOutcome.Present("1.2"));
        assertThat(host.cache().resolve("current/bin/ferry")).isExecutable();
        assertThat(host.cache().toFile().list()).containsExactlyInAnyOrder("current", "versions");
        assertThat(installer.purge()).isTrue();
        assertThat(host.cache()).doesNotExist();
    }
}
