package dev.ferry.app.conduct.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.conduct.SavedHost.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedHostsTest {
    @TempDir
    Path dir;

    private SavedHosts hosts() {
        return new SavedHosts(dir.resolve("ferry/hosts.json"), dir.resolve("config"));
    }

    @Test
    void withoutAnyFileThereAreNone() throws IOException {
        assertThat(hosts().all()).isEmpty();
    }

    @Test
    void takesNamesFromSshConfigButNoPatterns() throws IOException {
        Files.writeString(
                dir.resolve("config"),
                "# Host no\nHost web db\n  HostName 10.0.0.1\nhost=build\nHost * !old dev-* a?\nMatch host x\n");
        assertThat(hosts().all())
                .containsExactly(
                        new SavedHost("web", false, Origin.SSH_CONFIG),
                        new SavedHost("db", false, Origin.SSH_CONFIG),
                        new SavedHost("build", false, Origin.SSH_CONFIG));
    }

    @Test
    void ownHostsComeFirstAndOnce() throws IOException {
        Files.writeString(dir.resolve("config"), "Host web db\n");
        hosts().save(new SavedHost("me@box:2222", false, Origin.FERRY));
        hosts().save(new SavedHost("web", false, Origin.FERRY));
        hosts().save(new SavedHost("web", true, Origin.SSH_CONFIG));
        assertThat(hosts().all())
                .containsExactly(
                        new SavedHost("me@box:2222", false, Origin.FERRY),
                        new SavedHost("web", true, Origin.FERRY),
                        new SavedHost("db", false, Origin.SSH_CONFIG));
        hosts().forget(new SavedHost("web", true, Origin.FERRY));
        assertThat(hosts().all()).contains(new SavedHost("web", false, Origin.SSH_CONFIG));
    }

    @Test
    void whatIsNoHostIsNotSavedAndNotRead() throws IOException {
        assertThatThrownBy(() -> hosts().save(new SavedHost("-oProxyCommand=x", false, Origin.FERRY)))
                .isInstanceOf(IllegalArgumentException.class);
        Files.createDirectories(dir.resolve("ferry"));
        Files.writeString(dir.resolve("ferry/hosts.json"), "[{\"address\":\"-x\"},null,{\"address\":\"ok\"}]");
        assertThat(hosts().all()).containsExactly(new SavedHost("ok", false, Origin.FERRY));
    }
}
