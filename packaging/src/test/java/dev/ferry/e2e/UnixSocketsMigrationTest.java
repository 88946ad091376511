package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits in unix sockets and at them moves: descriptors of files that nobody has otherwise, connections, names. */
final class UnixSocketsMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"unix-rights", "unix-pending", "unix-names"})
    void specimensGoOverSsh(String name, TestHost hostA, TestHost hostB) throws IOException {
        MovedSpecimen.passes(name, directory, hostA, hostB);
    }
}
