package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checkpoints are for their owner, or for whoever has the key; what is not whole is not restored. */
final class SecretsMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA");

    private Traveller counter;

    @BeforeAll
    static void install(TestHost hostA) throws IOException {
        Ferry.installOn(hostA);
        Ferry.shell(hostA, "ssh-keygen -y -f /root/.ssh/id_ed25519 >/root/.ssh/id_ed25519.pub");
        hostA.write("/root/passphrase", "correct horse\n");
        hostA.write("/root/other", "battery staple\n");
    }

    @BeforeEach
    void start(TestHost hostA) throws IOException {
        Ferry.shell(hostA, "rm -rf /root/checkpoints && mkdir /root/checkpoints");
        counter = Traveller.counter(hostA);
    }

    @AfterEach
    void tidy(TestHost hostA) throws IOException {
        Ferry.tidy(hostA);
    }

    private static String checkpoint(String name) {
        return "/root/checkpoints/" + name;
    }

    @Test
    void aFileForAnSshKeyOpensWithTheKeyThatIsInItsUsualPlace(TestHost hostA) throws IOException {
        String file = checkpoint("program");
        Ferry.done(hostA, "dump", counter.pid(), "-o", file, "--recipients-file", "/root/.ssh/id_ed25519.pub");
        counter.isNotOn(hostA);
        assertThat(Ferry.shell(hostA, "head -c 21 " + file)).isEqualTo("age-encryption.org/v1");
        assertThat(Ferry.done(hostA, "show", file)).contains(counter.pid(), "perl");
        Ferry.complaint(Ferry.on(hostA, "show", file, "--identity", "/root/passphrase"), Ferry.FAILED)
                .contains("no private key");
        Ferry.done(hostA, "restore", file);
        counter.countsOn(hostA);
    }

    @Test
    void aFileForAPassphraseIsRestoredOnlyWholeAndWithThePassphrase(TestHost hostA) throws IOException {
        String file = checkpoint("program");
        Ferry.done(hostA, "dump", counter.pid(), "-o", file, "--passphrase-file", "/root/passphrase");
        restoresNothing(hostA, file, "/root/other").contains("not that of the checkpoint");
        String cut = checkpoint("cut");
        Ferry.shell(hostA, "head -c -100 " + file + " >" + cut);
        restoresNothing(hostA, cut, "/root/passphrase").contains("changed or cut off");
        Ferry.done(hostA, "restore", file, "--passphrase-file", "/root/passphrase");
        counter.countsOn(hostA);
    }

    private AbstractStringAssert<?> restoresNothing(TestHost host, String file, String passphrase) throws IOException {
        Ran ran = Ferry.on(host, "restore", file, "--passphrase-file", passphrase);
        counter.isNotOn(host);
        return Ferry.complaint(ran, Ferry.FAILED);
    }

    /** The carried output of the program would be placed before the end of the file is read. */
    @Test
    void aPlainFileThatIsDamagedAtItsEndLeavesNothing(TestHost hostA) throws IOException {
        String file = checkpoint("program");
        Ferry.done(hostA, "dump", counter.pid(), "-o", file);
        Ferry.shell(hostA, "rm " + counter.out());
        Ferry.shell(
                hostA,
                "size=$(stat -c %s " + file + "); cp " + file + " " + file + ".flipped; printf x | dd of=" + file
                        + ".flipped bs=1 seek=$((size - 5000)) conv=notrunc");
        Ferry.shell(hostA, "cp " + file + " " + file + ".longer; printf xxxxxxxxxxxxxxxx >>" + file + ".longer");
        for (String damage : List.of("flipped", "longer")) {
            Ferry.complaint(Ferry.on(hostA, "restore", file + "." + damage), Ferry.FAILED)
                    .contains("damaged");
            counter.isNotOn(hostA);
            assertThat(hostA.exec("test", "-e", counter.out()).exit()).isEqualTo(1);
        }
        Ferry.done(hostA, "restore", file);
        counter.isOn(hostA);
    }

    @Test
    void everyFileOfAnIncrementIsForItsOwnerAloneWhateverTheUmask(TestHost hostA) throws IOException {
        Ferry.shell(
                hostA,
                "umask 0; cd /root/checkpoints; mkdir second; chmod 777 second"
                        + "; ferry dump " + counter.pid() + " -D first --leave-running"
                        + " && ferry dump " + counter.pid() + " -o file --leave-running"
                        + " && ferry dump " + counter.pid() + " -D second --parent first");
        assertThat(Ferry.shell(hostA, "cd /root/checkpoints; find . -mindepth 1 ! -type l -perm /077"))
                .isEmpty();
        assertThat(Ferry.shell(hostA, "cd /root/checkpoints; find first second -name 'pages-*' -size +64k"))
                .contains("first/")
                .doesNotContain("second/");
        assertThat(Ferry.done(hostA, "show", checkpoint("second"))).contains("only what has changed");
        Ferry.done(hostA, "restore", checkpoint("second"));
        counter.countsOn(hostA);
    }

    @Test
    void whatMakesNoSenseIsBadUsage(TestHost hostA) throws IOException {
        String[][] senseless = {
            {"-D", checkpoint("images"), "--passphrase-file", "/root/passphrase"},
            {"-o", checkpoint("file"), "--parent", checkpoint("images")},
            {"-o", checkpoint("file"), "--passphrase-file", "/root/passphrase", "--encrypt-to", "age1"}
        };
        for (String[] options : senseless) {
            Ran ran = Ferry.on(
                    hostA,
                    Stream.concat(Stream.of("dump", counter.pid()), Arrays.stream(options))
                            .toArray(String[]::new));
            assertThat(ran.exit()).as(ran.err()).isEqualTo(Ferry.BAD_USAGE);
        }
        Ferry.complaint(
                        Ferry.on(hostA, "dump", counter.pid(), "-o", checkpoint("file"), "--encrypt-to", "age1"),
                        Ferry.FAILED)
                .contains("public key");
        counter.countsOn(hostA);
        assertThat(Ferry.shell(hostA, "ls -A /root/checkpoints")).isEmpty();
    }
}
