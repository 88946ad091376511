package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A short version of {@code packaging/soak.sh}. */
final class SoakMigrationTest {
    private static final int ROUNDS = 10;

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @Test
    void tenTimesThereAndBackLosesAndLeaksNothing(TestHost hostA, TestHost hostB, @TempDir Path dir)
            throws IOException {
        Installed.require("gcc", "bash");
        assertThat(Soak.run(hostA, hostB, Installed.compiled("passenger", dir), ROUNDS))
                .isEmpty();
    }
}
