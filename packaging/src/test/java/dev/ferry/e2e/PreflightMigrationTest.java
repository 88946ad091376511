package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.Program;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A program that meets very many obstacles hears of all of them at once, and nobody notices that it was asked. */
final class PreflightMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static final String SOCKETS =
            "use Socket; socket($t, PF_INET, SOCK_STREAM, 0); bind($t, sockaddr_in(7001, INADDR_ANY)) or die; listen($t, 5);"
                    + " socket($u, PF_INET, SOCK_DGRAM, 0); bind($u, sockaddr_in(7002, INADDR_ANY)) or die;"
                    + " socket($x, PF_UNIX, SOCK_STREAM, 0); bind($x, pack('Sa*', AF_UNIX, qq(\\0ferry-preflight))) or die;";

    /** Its sockets, files, working directory and an io_uring; it counts. Arguments: an address that only its host has. */
    private static final String PROGRAM = SOCKETS
            + " socket($a, PF_INET, SOCK_STREAM, 0); bind($a, sockaddr_in(7003, inet_aton($ARGV[0]))) or die; listen($a, 5);"
            + " socket($p, PF_UNIX, SOCK_STREAM, 0); bind($p, sockaddr_un('/srv/only-here/socket')) or die;"
            + " open($l, '>>', '/srv/log') or die; open($r, '>>', '/mnt/closed/file') or die;"
            + " open($s, '>>', '/mnt/small/file') or die; chdir('/srv/cwd') or die;"
            + " my $p = pack('x120'); my $ring = syscall(425, 8, $p); $ring > 2 or die;"
            + " $| = 1; for (my $n = 1; ; $n++) { print qq($n\\n); select(undef, undef, undef, 0.01) }";

    private static final String PREPARE_A = "mkdir -p /srv/only-here /srv/own /srv/cwd /mnt/closed /mnt/small"
            + " && cp /usr/bin/perl /srv/own/perl && echo mine >/srv/log && : >/mnt/closed/file"
            + " && head -c 1000000 /dev/zero >/mnt/small/file"
            + " && chmod 777 /srv/only-here /srv/log /mnt/closed/file /mnt/small/file"
            + " && echo ann:x:4711:4712::/: >>/etc/passwd && echo crew:x:4712: >>/etc/group";

    private static final String PREPARE_B =
            "mkdir -p /srv/own /mnt/closed /mnt/small && : >/srv/cwd && echo theirs >/srv/log"
                    + " && mount -t tmpfs -o noexec none /srv/own && mount -t tmpfs -o size=64k none /mnt/small"
                    + " && mount -t tmpfs -o ro none /mnt/closed && echo others:x:4712: >>/etc/group";

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.shell(hostA, PREPARE_A);
        Ferry.shell(hostB, PREPARE_B);
    }

    @Test
    void allObstaclesAreNamedAtOnceAndNothingIsTouched(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("setpriv");
        Traveller program = start(hostA);
        Program holder = hostB.start("perl", "-e", SOCKETS + " $| = 1; print qq(READY\\n); sleep 1000");
        await().until(() -> hostB.read(holder.out()).equals("READY\n"));
        TakenPid taken = TakenPid.on(hostB, program.pid());
        String before = files(hostB);

        Ran check = Ferry.on(hostA, "check", "--json", "--pid-namespace=never", program.pid(), "hostB");
        assertThat(check.exit()).as(check.err()).isEqualTo(Ferry.REFUSED);
        JsonNode findings = new ObjectMapper().readTree(check.out()).path("findings");
        assertThat(about("BLOCKER", findings))
                .contains(
                        "pid-taken pid " + program.pid(),
                        "port-taken tcp port 0.0.0.0:7001",
                        "port-taken udp port 0.0.0.0:7002",
                        "address-missing tcp port " + hostA.address() + ":7003",
                        "unix-name-taken unix socket @ferry-preflight",
                        "file-differs /srv/log",
                        "file-kind /srv/cwd",
                        "read-only /mnt/closed",
                        "disk-full /mnt/small",
                        "noexec /srv/own");
        assertThat(about("WARNING", findings))
                .contains("unknown-user user 4711 (ann)", "other-group group 4712 (crew)");
        assertThat(severities(findings)).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(findings)
                .filteredOn(finding -> finding.path("severity").asText().equals("BLOCKER"))
                .allSatisfy(
                        finding -> assertThat(finding.path("remedy").asText()).isNotEmpty());

        Ferry.complaint(Ferry.on(hostA, "migrate", program.pid(), "hostB"), Ferry.REFUSED)
                .contains("7001", "7002", "7003", "/srv/log", "/mnt/closed", "/mnt/small", "/srv/own", "io_uring");
        Ferry.awaitNoEngine(hostB);
        assertThat(files(hostB)).isEqualTo(before);
        assertThat(hostB.read("/srv/log")).isEqualTo("theirs\n");
        assertThat(hostB.alive(holder.pid())).isTrue();
        taken.isThere(hostB);
        program.countsOn(hostA);
    }

    private static Traveller start(TestHost host) throws IOException {
        Traveller program = Traveller.start(
                host,
                "setpriv",
                "--reuid=4711",
                "--regid=4712",
                "--clear-groups",
                "/srv/own/perl",
                "-e",
                PROGRAM,
                host.address());
        program.countsOn(host);
        return program;
    }

    /** Every file of the places where the program's would have to go. */
    private static String files(TestHost host) throws IOException {
        return Ferry.shell(host, "find /srv /mnt -xdev -printf '%p %s %i %T@\\n' | sort");
    }

    private static List<String> about(String severity, JsonNode findings) {
        List<String> about = new ArrayList<>();
        for (JsonNode finding : findings) {
            if (finding.path("severity").asText().equals(severity)) {
                about.add(finding.path("code").asText() + " "
                        + finding.path("object").asText());
            }
        }
        return about;
    }

    /** BLOCKER, WARNING and NOTE as numbers. */
    private static List<Integer> severities(JsonNode findings) {
        List<Integer> severities = new ArrayList<>();
        for (JsonNode finding : findings) {
            severities.add(List.of("BLOCKER", "WARNING", "NOTE")
                    .indexOf(finding.path("severity").asText()));
        }
        return severities;
    }
}
