package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checkpoints as streams, files and directories. */
final class StreamMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static final String FILE = "/srv/checkpoint";

    @AfterEach
    void tidy(TestHost hostA, TestHost hostB) throws IOException {
        hostA.exec("rm", "-rf", FILE);
        hostB.exec("rm", "-rf", FILE);
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
        Ferry.done(hostA, "dump", counter.pid(), "-D", FILE);
        counter.isNotOn(hostA);
        hostA.exec("test", "-f", FILE + "/inventory.img").outIfOk();
        bring(hostA, hostB);
        Ferry.done(hostB, "restore", FILE);
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void aFileHoldsACheckpoint(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "dump", counter.pid(), "-o", FILE);
        counter.isNotOn(hostA);
        String pidfile = "/srv/pid";
        bring(hostA, hostB);
        Ferry.done(hostB, "restore", "--pidfile", pidfile, FILE);
        assertThat(hostB.read(pidfile).strip()).isEqualTo(counter.pid());
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void aProgramCanGoOnAfterItsDump(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "dump", counter.pid(), "--leave-running", "-o", FILE);
        counter.countsOn(hostA);
        bring(hostA, hostB);
        Ferry.done(hostB, "restore", FILE);
        counter.countsOn(hostB);
        counter.ends(hostB);
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void aProgramCanStayStoppedAfterItsDump(TestHost hostA) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "dump", counter.pid(), "--leave-stopped", "-o", FILE);
        counter.isStoppedOn(hostA);
        hostA.exec("kill", "-CONT", counter.pid()).outIfOk();
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void aRestoredProgramCanStayStopped(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "dump", counter.pid(), "-o", FILE);
        bring(hostA, hostB);
        Ferry.done(hostB, "restore", "--leave-stopped", FILE);
        counter.isStoppedOn(hostB);
        hostB.exec("kill", "-CONT", counter.pid()).outIfOk();
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void oneCheckpointIsRestoredOnceAtATime(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "dump", counter.pid(), "-o", FILE);
        bring(hostA, hostB);
        Ferry.done(hostB, "restore", FILE);
        Ran again = Ferry.on(hostB, "restore", "--overwrite", FILE);
        Ferry.complaint(again, Ferry.FAILED).contains(counter.pid());
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    private static void bring(TestHost from, TestHost to) throws IOException {
        Ferry.shell(from, "scp -qr " + FILE + " " + to.hostName() + ":/srv/");
    }
}
