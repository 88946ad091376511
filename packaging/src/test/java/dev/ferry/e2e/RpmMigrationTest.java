package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The headless .rpm, installed by rpm(8) on a host without any Java; what it wants of other packages is looked for by hand. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RpmMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");

    /** Debian's own packages are not in it, so that nothing can be said about dependencies. */
    private static final String RPM = "rpm --force-debian --dbpath /var/cache/rpm-of-test ";

    private static final String NAME = "ferry-headless";

    private static Set<String> before;

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("rpm", "rpmbuild");
        Packages.build();
        Ferry.installOn(hostA);
        Ferry.introduce(hostA, hostB);
        Ferry.tidy(hostA, hostB);
        Packages.withoutJava(hostB);
        before = Packages.files(hostB);
        Ferry.shell(hostB, RPM + "-i --nodeps " + Packages.headlessRpm());
    }

    @Test
    @Order(1)
    void isWhatItSaysItIs(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(hostB.exec("sh", "-c", RPM + "-V --nodeps " + NAME)).isEqualTo(new Ran(0, "", ""));
        assertThat(Ferry.done(hostB, "--version")).isEqualTo("ferry " + EngineVersion.CURRENT + "\n");
        assertThat(Ferry.withJvm("-Xlog:class+load:stdout", hostB, "--version").out())
                .contains("dev.ferry.app.Main source: shared objects file (top)");
        Set<String> files =
                new TreeSet<>(Ferry.shell(hostB, RPM + "-ql " + NAME).lines().toList());
        assertThat(files)
                .contains("/usr/bin/ferry", "/usr/share/man/man1/ferry.1.gz", "/usr/lib/ferry/bin/ferry")
                .allSatisfy(file -> hostB.exec("test", "-e", file).outIfOk());
    }

    /** Every library that it names is one that this system has under that name. */
    @Test
    @Order(1)
    void wantsOnlyWhatThereIs(TestHost hostA, TestHost hostB) throws IOException {
        String wanted = Ferry.shell(hostB, RPM + "-q --requires " + NAME + " | sed -n 's/^\\(lib[^(]*\\)(.*/\\1/p'");
        String there = Ferry.shell(hostB, "/sbin/ldconfig -p");
        assertThat(wanted.lines()).isNotEmpty().allMatch(library -> there.contains("\t" + library + " "));
    }

    @Test
    @Order(2)
    void aProgramMovesThereAndBack(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        counter.moves(hostA, hostB);
        counter.countsOn(hostB);
        counter.moves(hostB, hostA, "--overwrite");
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    /** As dpkg does: the processes that are kept could never go on without it. */
    @Test
    @Order(3)
    void ferryStaysWhileAMigrationIsInDoubt(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostB);
        String killed = "-Dferry.fault=" + FaultPoint.AFTER_COMMIT_SENT + ":kill";
        Ran ran = Ferry.withJvm(killed, hostB, "migrate", counter.pid(), "hostA", "--overwrite");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(128 + 9);
        hostA.cutLink();
        Ran removal;
        try {
            removal = hostB.exec("sh", "-c", RPM + "-e " + NAME);
        } finally {
            hostA.restoreLink();
        }
        assertThat(removal.exit()).isEqualTo(1);
        assertThat(removal.err()).contains("A migration is in doubt", "ferry resolve");
        assertThat(Ferry.done(hostB, "resolve")).contains("is done");
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    @Order(4)
    void nothingIsLeftBehind(TestHost hostB) throws IOException {
        Ferry.shell(hostB, RPM + "-e " + NAME);
        Set<String> left = Packages.files(hostB);
        left.removeAll(before);
        // Where Ferry has been used: what it has to remember of migrations, and the rpm of a system that is none of
        // rpm's.
        assertThat(left).allMatch(file -> file.startsWith("/var/lib/ferry") || file.startsWith("/var/lib/rpm"));
    }
}
