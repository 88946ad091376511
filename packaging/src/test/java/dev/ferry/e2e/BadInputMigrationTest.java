package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.testhost.Program;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can not be done is said in one sentence, and the program does not notice. */
final class BadInputMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @TempDir
    Path dir;

    private Traveller counter;

    @BeforeEach
    void start(TestHost hostA) throws IOException {
        counter = Traveller.counter(hostA);
    }

    @AfterEach
    void theProgramHasNotNoticed(TestHost hostA, TestHost hostB) throws IOException {
        counter.countsOn(hostA);
        counter.ends(hostA);
        counter.leftNothingOn(hostB);
        Ferry.awaitNoEngine(hostB);
    }

    @Test
    void aPidThatDoesNotExist(TestHost hostA) throws IOException {
        Ferry.complaint(Ferry.on(hostA, "migrate", "9999", "hostB"), Ferry.REFUSED)
                .contains("9999");
        Ferry.complaint(
                        Ferry.on(
                                hostA,
                                "dump",
                                "9999",
                                "-D",
                                dir.resolve("images").toString()),
                        Ferry.REFUSED)
                .contains("9999");
        assertThat(dir.resolve("images")).doesNotExist();
    }

    @Test
    void anArgumentThatIsNoPid(TestHost hostA) throws IOException {
        Ran ran = Ferry.on(hostA, "migrate", "redis", "hostB");
        assertThat(ran.exit()).isEqualTo(Ferry.BAD_USAGE);
        assertThat(ran.err()).contains("redis", "--help").doesNotContain("\tat ");
    }

    @Test
    void aProgramOfRootForNobody(TestHost hostA) throws IOException {
        Installed.require("setpriv");
        Ran ran = hostA.exec(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "ferry",
                "dump",
                counter.pid(),
                "-o",
                "/tmp/ferry-of-nobody");
        Ferry.complaint(ran, Ferry.REFUSED).contains(counter.pid());
        assertThat(hostA.exec("test", "-e", "/tmp/ferry-of-nobody").exit()).isEqualTo(1);
    }

    @Test
    void aProgramThatIsBeingDebugged(TestHost hostA) throws IOException {
        Installed.require("strace");
        Program strace = hostA.start("strace", "-p", counter.pid());
        await().until(() -> !hostA.read("/proc/" + counter.pid() + "/status").contains("TracerPid:\t0\n"));
        Ferry.complaint(migrate(hostA), Ferry.REFUSED).contains(counter.pid());
        hostA.exec("kill", Long.toString(strace.pid())).outIfOk();
        await().until(() -> !hostA.alive(strace.pid()));
    }

    @Test
    void a32BitProgram(TestHost hostA) throws IOException {
        Path program = Files.write(dir.resolve("waits32"), Elf32.thatWaits());
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assumeTrue(
                hostA.exec("timeout", "0.1", program.toString()).exit() == 124, "this kernel runs no 32-bit programs");
        Traveller waits = Traveller.start(hostA, program.toString());
        Ferry.complaint(Ferry.on(hostA, "migrate", waits.pid(), "hostB"), Ferry.REFUSED)
                .contains(waits.pid(), "32");
        waits.ends(hostA);
    }

    @Test
    void aProgramWithAnIoUring(TestHost hostA) throws IOException {
        String program = Installed.specimen("io-uring", dir);
        Traveller ring = Traveller.start(hostA, program, "/dev/null");
        await().until(() -> ring.readOut(hostA).matches("(?s)(READY|SKIP).*\n"));
        assumeTrue(ring.readOut(hostA).startsWith("READY"), "this machine permits no io_uring");
        Ferry.complaint(Ferry.on(hostA, "migrate", ring.pid(), "hostB"), Ferry.REFUSED)
                .contains("io_uring");
        ring.isOn(hostA);
        ring.ends(hostA);
    }

    @Test
    void aHostWithAnotherKey(TestHost hostA, TestHost hostB) throws IOException {
        String wrong = Files.readString(hostA.knownHosts()).replaceAll("^\\S+", "hostB," + hostB.address());
        Ferry.complaint(migrate(hostA, "--ssh-config", sshConfig(hostA, wrong)), Ferry.FAILED)
                .contains("hostb", "changed");
    }

    @Test
    void aHostThatNobodyKnows(TestHost hostA) throws IOException {
        Ferry.complaint(migrate(hostA, "--ssh-config", sshConfig(hostA, "")), Ferry.FAILED)
                .contains("hostb", "not known");
    }

    @Test
    void aHostThatDoesNotLetUsIn(TestHost hostA) throws IOException {
        hostA.exec(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        dir.resolve("key").toString())
                .outIfOk();
        Ferry.complaint(migrate(hostA, "--identity", dir.resolve("key").toString()), Ferry.FAILED)
                .contains("hostb");
    }

    @Test
    void aHostWithoutFerry(TestHost hostA) throws IOException {
        Ferry.complaint(migrate(hostA, "--ferry", "/nowhere/ferry"), Ferry.FAILED)
                .contains("no Ferry on hostB");
    }

    @Test
    void aPortThatNobodyListensAt(TestHost hostA) throws IOException {
        Ferry.complaint(Ferry.on(hostA, "migrate", counter.pid(), "hostB:2222"), Ferry.FAILED)
                .contains("hostb", "2222");
    }

    @Test
    void aHostThatDoesNotAnswer(TestHost hostA, TestHost hostB) throws IOException {
        hostB.cutLink();
        try {
            Ferry.complaint(migrate(hostA), Ferry.FAILED).contains("hostb");
        } finally {
            hostB.restoreLink();
        }
    }

    @Test
    void aHostThatDoesNotExist(TestHost hostA) throws IOException {
        Ferry.complaint(Ferry.on(hostA, "migrate", counter.pid(), "no-such-host"), Ferry.FAILED)
                .contains("no-such-host");
    }

    @Test
    void aPidThatIsTakenThere(TestHost hostA, TestHost hostB) throws IOException {
        Path file = Files.write(dir.resolve("checkpoint"), dump(hostA));
        Ferry.done(hostB, "restore", file.toString());
        Ferry.complaint(migrate(hostA, "--use-theirs", "--pid-namespace=never"), Ferry.REFUSED)
                .contains(counter.pid());
        counter.ends(hostB);
        hostB.exec("rm", counter.out()).outIfOk();
    }

    @Test
    void aFileThatIsADirectoryThere(TestHost hostA, TestHost hostB) throws IOException {
        hostB.exec("mkdir", counter.out()).outIfOk();
        Ferry.complaint(migrate(hostA), Ferry.REFUSED).contains(counter.out());
        hostB.exec("rmdir", counter.out()).outIfOk();
    }

    @Test
    void aFileThatIsDifferentThere(TestHost hostA, TestHost hostB) throws IOException {
        hostB.write(counter.out(), "somebody else's\n");
        Ferry.complaint(migrate(hostA), Ferry.REFUSED).contains(counter.out());
        assertThat(hostB.read(counter.out())).isEqualTo("somebody else's\n");
        hostB.exec("rm", counter.out()).outIfOk();
    }

    @Test
    void aProgramThatIsThereOnlyInPart(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.shell(hostA, "mkdir /srv/own && cp /usr/bin/perl /srv/own/perl");
        Ferry.shell(hostB, "touch /srv/own");
        Traveller own = Traveller.start(hostA, "/srv/own/perl", "-e", "sleep 1000");
        Ferry.complaint(Ferry.on(hostA, "migrate", own.pid(), "hostB"), Ferry.REFUSED)
                .contains("/srv/own");
        own.isOn(hostA);
        own.ends(hostA);
        hostB.exec("rm", "/srv/own").outIfOk();
    }

    @Test
    void aStreamThatEndsTooSoon(TestHost hostA, TestHost hostB) throws IOException {
        byte[] whole = dump(hostA);
        for (int length : new int[] {0, 7, whole.length / 1000, whole.length / 2, whole.length - 1}) {
            refusesToRestore(hostB, Arrays.copyOf(whole, length));
        }
    }

    @Test
    void aStreamThatWasAltered(TestHost hostA, TestHost hostB) throws IOException {
        byte[] whole = dump(hostA);
        for (int place : new int[] {0, 20, 60, whole.length / 2}) {
            byte[] altered = whole.clone();
            altered[place] ^= 0x55;
            refusesToRestore(hostB, altered);
        }
    }

    @Test
    void aCheckpointThatIsNone(TestHost hostB) throws IOException {
        Ferry.complaint(Ferry.on(hostB, "restore", "/etc/passwd"), Ferry.FAILED).isNotEmpty();
        Ferry.complaint(Ferry.on(hostB, "restore", "/etc"), Ferry.FAILED).contains("/etc");
        Ferry.complaint(Ferry.on(hostB, "restore", "/nowhere"), Ferry.FAILED).contains("/nowhere");
    }

    private void refusesToRestore(TestHost host, byte[] stream) throws IOException {
        Path file = Files.write(Files.createTempFile(dir, "bad", ""), stream);
        Ferry.complaint(host.exec("sh", "-c", "ferry restore - <" + file), Ferry.FAILED)
                .isNotEmpty();
        counter.leftNothingOn(host);
    }

    private byte[] dump(TestHost host) throws IOException {
        String file = counter.out() + ".checkpoint";
        Ferry.done(host, "dump", counter.pid(), "--leave-running", "-o", file);
        return Files.readAllBytes(host.sandbox().root().resolve(file.substring(1)));
    }

    private Ran migrate(TestHost from, String... options) throws IOException {
        String[] line = new String[options.length + 3];
        System.arraycopy(new String[] {"migrate", counter.pid(), "hostB"}, 0, line, 0, 3);
        System.arraycopy(options, 0, line, 3, options.length);
        return Ferry.on(from, line);
    }

    /** An ssh_config that knows these hosts only. */
    private String sshConfig(TestHost host, String knownHosts) throws IOException {
        Path known = Files.writeString(dir.resolve("known_hosts"), knownHosts);
        Path config = Files.writeString(
                dir.resolve("config"),
                "Host *\n  IdentityAgent none\n  UserKnownHostsFile " + known + "\n  GlobalKnownHostsFile none\n");
        assertThat(host.read(config.toString())).isNotEmpty();
        return config.toString();
    }
}
