package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What one move changes a little, many moves change much. */
final class ManyMovesMigrationTest {
    private static final int RETURNS = 6;

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @Test
    void nineThreadsNeverLoseTheirTurn(TestHost hostA, TestHost hostB, @TempDir Path dir) throws IOException {
        Traveller threads = Traveller.start(hostA, Installed.specimen("threads-mutex", dir), "/dev/null");
        threads.awaitOut(hostA, "READY");
        for (int turn = 0; turn < RETURNS; turn++) {
            threads.moves(hostA, hostB, "--overwrite");
            threads.moves(hostB, hostA, "--overwrite");
        }
        hostA.exec("kill", "-TERM", threads.pid()).outIfOk();
        threads.awaitOut(hostA, "PASS");
        threads.isNotOn(hostA);
    }
}
