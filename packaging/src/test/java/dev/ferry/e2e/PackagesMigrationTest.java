package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is installed from the packages, on hosts without any Java: the console's on hostA, the headless one on hostB. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PackagesMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");

    private static Set<String> before;

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("dpkg-deb");
        Packages.build();
        Ferry.introduce(hostA, hostB);
        Ferry.tidy(hostA, hostB);
        for (TestHost host : new TestHost[] {hostA, hostB}) {
            Packages.withoutJava(host);
        }
        before = Packages.files(hostB);
        Packages.install(hostA, Packages.ferry());
        Packages.install(hostB, Packages.headless());
    }

    @Test
    @Order(1)
    void aProgramMovesThereAndBack(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        counter.moves(hostA, hostB);
        counter.countsOn(hostB);
        counter.moves(hostB, hostA, "--overwrite");
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    @Order(1)
    void ferrySaysItsVersionAndThatTheHostIsFit(TestHost hostA, TestHost hostB) throws IOException {
        for (TestHost host : new TestHost[] {hostA, hostB}) {
            assertThat(Ferry.done(host, "--version")).isEqualTo("ferry " + EngineVersion.CURRENT + "\n");
            assertThat(Ferry.done(host, "doctor")).contains("ptrace");
        }
    }

    @Test
    @Order(1)
    void theArchiveOfClassesIsUsed(TestHost hostB) throws IOException {
        Ran ran = Ferry.withJvm("-Xlog:class+load:stdout", hostB, "--version");
        assertThat(ran.out()).contains("dev.ferry.app.Main source: shared objects file (top)");
    }

    @Test
    @Order(1)
    void theManualAndTheCompletionKnowTheCommands(TestHost hostA) throws IOException {
        Ran page = hostA.exec("sh", "-c", "zcat /usr/share/man/man1/ferry.1.gz | groff -man -Tutf8 -ww -P-cbou");
        assertThat(page.err()).isEmpty();
        assertThat(page.out()).contains("ferry migrate", "--max-downtime", "EXIT STATUS");
        String completion = "source /usr/share/bash-completion/completions/ferry 2>&1;"
                + " COMP_WORDS=(ferry mig) COMP_CWORD=1; _complete_ferry; echo \"${COMPREPLY[*]}\"";
        assertThat(hostA.exec("bash", "-c", completion).outIfOk()).isEqualTo("migrate\n");
    }

    @Test
    @Order(1)
    void theDesktopFindsTheConsole(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("desktop-file-validate");
        String entry = "/usr/share/applications/ferry.desktop";
        assertThat(hostA.exec("desktop-file-validate", entry)).isEqualTo(new Ran(0, "", ""));
        assertThat(hostA.read(entry)).contains("\nExec=ferry\n", "\nIcon=ferry\n");
        assertThat(hostA.exec("test", "-s", "/usr/share/icons/hicolor/48x48/apps/ferry.png")
                        .exit())
                .isZero();
        assertThat(hostB.exec("test", "-e", "/usr/lib/ferry/lib/console").exit())
                .isEqualTo(1);
    }

    /** The processes that are kept could never go on without it. */
    @Test
    @Order(1)
    void ferryStaysWhileAMigrationIsInDoubt(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ferry.withJvm(
                "-Dferry.fault=" + FaultPoint.AFTER_COMMIT_SENT + ":kill", hostA, "migrate", counter.pid(), "hostB");
        hostB.cutLink();
        Ran removal;
        try {
            removal = hostA.exec("dpkg", "-r", "ferry");
        } finally {
            hostB.restoreLink();
        }
        assertThat(removal.exit()).isNotZero();
        assertThat(removal.err()).contains("A migration is in doubt", "ferry resolve");
        assertThat(Ferry.done(hostA, "resolve")).contains("is done");
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    @Order(2)
    void anOlderOneIsUpgraded(TestHost hostB, @TempDir Path directory) throws IOException {
        Packages.install(hostB, Packages.older(Packages.headless(), "0.0.1~snapshot20260101", directory));
        assertThat(Packages.files(hostB)).contains("/usr/lib/ferry/lib/of-old.jar");
        Packages.install(hostB, Packages.headless());
        assertThat(Packages.files(hostB)).doesNotContain("/usr/lib/ferry/lib/of-old.jar");
        assertThat(Ferry.done(hostB, "--version")).contains(EngineVersion.CURRENT);
    }

    @Test
    @Order(3)
    void theOnePackageTakesThePlaceOfTheOther(TestHost hostA) throws IOException {
        Packages.install(hostA, Packages.headless());
        assertThat(Packages.files(hostA))
                .doesNotContain(
                        "/usr/share/applications/ferry.desktop", "/usr/share/polkit-1/actions/dev.ferry.policy");
        assertThat(Ferry.done(hostA, "--version")).contains(EngineVersion.CURRENT);
        assertThat(hostA.exec("dpkg", "--verify", "ferry-headless").outIfOk()).isEmpty();
    }

    @Test
    @Order(4)
    void nothingIsLeftBehind(TestHost hostB) throws IOException {
        hostB.exec("dpkg", "-r", "ferry-headless").outIfOk();
        hostB.exec("dpkg", "-P", "ferry-headless").outIfOk();
        Set<String> after = new TreeSet<>(Packages.files(hostB));
        Set<String> missing = new TreeSet<>(before);
        missing.removeAll(after);
        after.removeAll(before);
        assertThat(after).as("left").isEmpty();
        assertThat(missing).as("gone").isEmpty();
    }
}
