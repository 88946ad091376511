package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.EngineVersion;
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

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("rpm", "rpmbuild");
        Packages.build();
        Ferry.installOn(hostA);
        Ferry.introduce(hostA, hostB);
        Ferry.tidy(hostA, hostB);
        Packages.withoutJava(hostB);
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
}
