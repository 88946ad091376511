package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints as streams, files and directories. The temporary directory is the same on both hosts. */
final class StreamMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");

    @TempDir
    Path dir;

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.installOn(hostA, hostB);
    }

    @AfterEach
    void tidy(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.tidy(hostA, hostB);
    }

    @Test
    void aDumpIsRestoredAtTheOtherEndOfAPipe(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        String pid = Ferry.shell(hostA, "ferry dump " + counter.pid() + " -o - | ssh hostB ferry restore -");
        assertThat(pid.strip()).isEqualTo(counter.pid());
        counter.isNotOn(hostA);
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void aDirectoryHoldsACheckpoint(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "dump", counter.pid(), "-D", dir.resolve("images").toString());
        counter.isNotOn(hostA);
        assertThat(dir.resolve("images/inventory.img")).isRegularFile();
        Ferry.done(hostB, "restore", dir.resolve("images").toString());
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void aFileHoldsACheckpoint(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "dump", counter.pid(), "-o", dir.resolve("checkpoint").toString());
        counter.isNotOn(hostA);
        String pidfile = dir.resolve("pid").toString();
        Ferry.done(
                hostB,
                "restore",
                "--pidfile",
                pidfile,
                dir.resolve("checkpoint").toString());
        assertThat(hostB.read(pidfile).strip()).isEqualTo(counter.pid());
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void aProgramCanGoOnAfterItsDump(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        String file = dir.resolve("checkpoint").toString();
        Ferry.done(hostA, "dump", counter.pid(), "--leave-running", "-o", file);
        counter.countsOn(hostA);
        Ferry.done(hostB, "restore", file);
        counter.countsOn(hostB);
        counter.ends(hostB);
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void aProgramCanStayStoppedAfterItsDump(TestHost hostA) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(
                hostA,
                "dump",
                counter.pid(),
                "--leave-stopped",
                "-o",
                dir.resolve("checkpoint").toString());
        counter.isStoppedOn(hostA);
        hostA.exec("kill", "-CONT", counter.pid()).outIfOk();
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void aRestoredProgramCanStayStopped(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        String file = dir.resolve("checkpoint").toString();
        Ferry.done(hostA, "dump", counter.pid(), "-o", file);
        Ferry.done(hostB, "restore", "--leave-stopped", file);
        counter.isStoppedOn(hostB);
        hostB.exec("kill", "-CONT", counter.pid()).outIfOk();
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void oneCheckpointIsRestoredOnceAtATime(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        String file = dir.resolve("checkpoint").toString();
        Ferry.done(hostA, "dump", counter.pid(), "-o", file);
        Ferry.done(hostB, "restore", file);
        Ran again = Ferry.on(hostB, "restore", "--overwrite", file);
        Ferry.complaint(again, Ferry.FAILED).contains(counter.pid());
        counter.countsOn(hostB);
        counter.ends(hostB);
    }
}
