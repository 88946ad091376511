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
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;

/** The launcher on the test hosts, as their users have it: on the PATH, with a key and a known_hosts file in the usual places. */
final class Ferry {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int BAD_USAGE = 2;
    static final int REFUSED = 3;
    static final int IN_DOUBT = 4;

    static final Path LAUNCHER = Path.of(
            System.getProperty("ferry.launcher", System.getProperty("basedir", "") + "/target/ferry/bin/ferry"));

    /** One that has lost its peer notices it after 20 s. */
    private static final Duration ENGINE_END = Duration.ofSeconds(40);

    private Ferry() {}

    /** Hosts on which users find ferry and nothing of this machine's own ferry; what a test has left there goes after it. */
    static TestHosts hosts(String... names) {
        return TestHosts.named(names).preparedBy(Ferry::prepare).tidiedBy(Ferry::tidy);
    }

    /** Skips the test if this checkout is in somebody's home, where other users can not start it. */
    static void requireForAll() throws IOException {
        for (Path place = LAUNCHER.toAbsolutePath(); place != null; place = place.getParent()) {
            assumeTrue(
                    Files.getPosixFilePermissions(place).contains(PosixFilePermission.OTHERS_EXECUTE),
                    "other users can not start " + LAUNCHER + ", because " + place + " is closed to them");
        }
    }

    private static void prepare(TestHost... hosts) throws IOException {
        installOn(hosts);
        tidy(hosts);
    }

    /** Lets every host reach the others by name and find ferry. */
    static void installOn(TestHost... hosts) throws IOException {
        assertThat(LAUNCHER).as("mvn package makes it").isExecutable();
        introduce(hosts);
        for (TestHost host : hosts) {
            shell(host, "ln -s " + LAUNCHER + " /usr/local/bin/ferry");
        }
    }

    /** Lets every host reach the others by name. */
    static void introduce(TestHost... hosts) throws IOException {
        StringBuilder known = new StringBuilder();
        for (TestHost host : hosts) {
            known.append(Files.readString(host.knownHosts()));
        }
        for (TestHost host : hosts) {
            shell(host, "mkdir -p -m 700 /root/.ssh");
            host.write("/root/.ssh/known_hosts", known.toString());
            host.write("/root/.ssh/config", "Host *\n  IdentityAgent none\n");
            host.write("/root/.ssh/id_ed25519", Files.readString(host.sshKey()));
            shell(host, "chmod 600 /root/.ssh/*");
        }
    }

    /** Runs ferry on a host to its end. */
    static Ran on(TestHost host, String... arguments) throws IOException {
        return host.exec(line(List.of("ferry"), arguments));
    }

    /** The same, and it must exit with 0. */
    static String done(TestHost host, String... arguments) throws IOException {
        Ran ran = on(host, arguments);
        assertThat(ran.exit()).as(ran.err()).isEqualTo(DONE);
        return ran.out();
    }

    /** Runs ferry with an option of the JVM, such as {@code -Dferry.fault=AFTER_FREEZE:kill}. */
    static Ran withJvm(String option, TestHost host, String... arguments) throws IOException {
        return host.exec(line(List.of("env", "FERRY_OPTS=" + option, "ferry"), arguments));
    }

    /** The same in the background. */
    static Program startWithJvm(String option, TestHost host, String... arguments) throws IOException {
        return host.start(line(List.of("env", "FERRY_OPTS=" + option, "ferry"), arguments));
    }

    /** A ferry on that host whose JVM has the option, for {@code --ferry}. */
    static String variantOn(TestHost host, String jvmOption) throws IOException {
        String path = "/usr/local/bin/ferry-variant";
        host.write(path, "#!/bin/sh\nFERRY_OPTS='" + jvmOption + "' exec ferry \"$@\"\n");
        shell(host, "chmod 755 " + path);
        return path;
    }

    /** Runs a script of sh(1), which must succeed. */
    static String shell(TestHost host, String script) throws IOException {
        return host.exec("sh", "-c", script).outIfOk();
    }

    /** Checks that ferry said in one sentence why it did not do what it was told; a check may have several reasons. */
    static AbstractStringAssert<?> complaint(Ran ran, int exit) {
        assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
        assertThat(ran.err()).doesNotContain("Exception", "\tat ", "mistake");
        List<String> sentences =
                ran.err().lines().filter(line -> line.startsWith("ferry: ")).toList();
        assertThat(sentences).as(ran.err()).isNotEmpty().allMatch(sentence -> sentence.matches("ferry: .*[^.]\\."));
        assertThat(exit == REFUSED || sentences.size() == 1).as(ran.err()).isTrue();
        return assertThat(String.join("\n", sentences));
    }

    /** Ends what a failed test has left on the hosts: every session but those of init, sshd and the script itself, and the journal. */
    static void tidy(TestHost... hosts) throws IOException {
        for (TestHost host : hosts) {
            shell(
                    host,
                    "keep=\" 0 1 $(cat /run/sshd.pid) $(ps -o sid= -p $$ | tr -d ' ') \";"
                            + " ps -eo pid=,sid= | while read pid sid; do case \"$keep\" in *\" $sid \"*) ;;"
                            + " *) kill -KILL $pid ;; esac; done 2>/dev/null; rm -rf /var/lib/ferry");
        }
    }

    /** Waits until no ferry runs on the host any more. */
    static void awaitNoEngine(TestHost host) {
        await("the end of the engine on " + host.hostName())
                .atMost(ENGINE_END)
                .until(() -> engines(host).isEmpty());
    }

    /** Pids of the JVMs that are a ferry. */
    static List<Long> engines(TestHost host) throws IOException {
        String pids = host.exec("pgrep", "-f", "^[^ ]*/java .*ferry-app[.]jar").out();
        return pids.lines().map(Long::valueOf).toList();
    }

    private static String[] line(List<String> command, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        return line.toArray(String[]::new);
    }
}
