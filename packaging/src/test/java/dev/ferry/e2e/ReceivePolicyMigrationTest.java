package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server that a user may bring programs to: through sudo, and by a key that lets nothing else be done. It is set up exactly as
 * docs/RECEIVING.md says.
 */
final class ReceivePolicyMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static final int KILLED = 128 + 9;
    private static final String POLICY = "/etc/ferry/policy";
    private static final String PORT = "2222";
    private static final String HOST = "alice@hostB:" + PORT;
    private static final String KEY = "/root/receive-key";
    private static final String ALICE = "useradd --create-home --uid 4711 --user-group alice && usermod -p '*' alice";

    /** On the PATH is a link: sudo knows the file. */
    private static final String INSTALL = "mkdir /opt/ferry && cp -a " + home() + "/. /opt/ferry"
            + " && chmod -R a+rX /opt/ferry && ln -sf /opt/ferry/bin/ferry /usr/local/bin/ferry";

    private static final String SUDOERS = """
            Defaults!/opt/ferry/bin/ferry env_keep += "SSH_ORIGINAL_COMMAND"
            alice ALL=(root) NOPASSWD: /opt/ferry/bin/ferry receive, /opt/ferry/bin/ferry receive --forced
            alice ALL=(root) NOPASSWD: /opt/ferry/bin/ferry receive --pid-namespace=[0-9]*
            """;

    private static final String FORCED = "restrict,command=\"sudo -n /opt/ferry/bin/ferry receive --forced\" ";

    private static Path home() {
        return Ferry.LAUNCHER.getParent().getParent();
    }

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("sudo", "useradd", "setpriv");
        Ferry.requireForAll();
        Ferry.shell(hostA, ALICE);
        Ferry.shell(hostB, ALICE);
        Ferry.shell(hostB, INSTALL);
        hostB.write("/etc/sudoers.d/ferry", SUDOERS);
        Ferry.shell(hostB, "chmod 440 /etc/sudoers.d/ferry && visudo -cq && mkdir -p /etc/ferry");
        letInByKey(hostA, hostB);
    }

    /** Root's usual key lets alice in for everything, the other one only for this. */
    private static void letInByKey(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.shell(hostA, "ssh-keygen -q -t ed25519 -N '' -f " + KEY);
        String usual = Ferry.shell(hostA, "ssh-keygen -yf /root/.ssh/id_ed25519");
        hostB.write("/etc/ssh/receive-keys", FORCED + hostA.read(KEY + ".pub") + usual);
        Ferry.shell(hostB, "ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/receive-host-key");
    }

    @BeforeEach
    void serve() throws IOException {
        Ferry.shell(
                HOSTS.get("hostB"),
                "/usr/sbin/sshd -f none -p " + PORT + " -h /etc/ssh/receive-host-key -o PidFile=/run/receive-sshd.pid"
                        + " -o AuthorizedKeysFile=/etc/ssh/receive-keys -o StrictModes=no -o UseDNS=no"
                        + " -o 'Subsystem=sftp internal-sftp' -E /run/receive-sshd.log");
    }

    @AfterEach
    void forget(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.shell(hostA, "rm -f /home/alice/count");
        Ferry.shell(hostB, "rm -rf " + POLICY + " /home/alice/count /home/alice/.local");
    }

    @Test
    void aUserBringsAProgramThroughSudoWhereItGoesOnAlone(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        Ferry.done(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--sudo");
        counter.isNotOn(hostA);
        runsAloneOn(hostB, counter);
    }

    /** The engine is root until it has made the namespace, and alice's from then on. */
    @Test
    void aUserBringsAProgramWhosePidIsTaken(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        TakenPid taken = TakenPid.on(hostB, counter.pid());
        String answer = Ferry.done(hostA, "migrate", "--json", counter.pid(), HOST, "--accept-new", "--sudo");
        Traveller there = counter.as(TakenPid.pidThere(answer));
        isAlicesAloneOn(hostB, there);
        taken.ends(hostB);
    }

    @Test
    void soDoesAForcedKey(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        TakenPid taken = TakenPid.on(hostB, counter.pid());
        String answer = Ferry.done(hostA, "migrate", "--json", counter.pid(), HOST, "--accept-new", "--identity", KEY);
        counter.as(TakenPid.pidThere(answer)).countsOn(hostB);
        taken.ends(hostB);
    }

    @Test
    void anotherUsersProgramIsRefusedInOneSentence(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        Ran ran = Ferry.on(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--sudo");
        Ferry.complaint(ran, Ferry.REFUSED)
                .isEqualTo("ferry: Process " + counter.pid() + " (perl) is of user 0, and " + POLICY
                        + " on the destination lets alice bring only programs of their own, without privileges;"
                        + " let root write \"receive alice any\" into it.");
        counter.leftNothingOn(hostB);
        counter.countsOn(hostA);
    }

    @Test
    void rootMayLetAUserBringWhatTheyWant(TestHost hostA, TestHost hostB) throws IOException {
        hostB.write(POLICY, "# operators\nreceive alice any\nlimit tasks 100\n");
        Traveller counter = Traveller.counter(hostA);
        Ferry.done(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--sudo");
        counter.countsOn(hostB);
        counter.isNotOn(hostA);
    }

    @Test
    void aGroupMayBeLetInAndAnotherKeptOut(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.shell(hostB, "groupadd --gid 4800 movers && usermod --append --groups movers alice");
        try {
            hostB.write(POLICY, "receive group movers none\n");
            Traveller counter = Traveller.counter(hostA);
            Ran ran = Ferry.on(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--sudo");
            Ferry.complaint(ran, Ferry.REFUSED).startsWith("ferry: Alice may not bring programs to this host");
            hostB.write(POLICY, "receive * none\nreceive group movers any\n");
            Ferry.done(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--sudo");
            counter.countsOn(hostB);
            counter.ends(hostB);
        } finally {
            Ferry.shell(hostB, "groupdel movers");
        }
    }

    /** Before anything is frozen, and not with the advice to do what alice has done already. */
    @Test
    void aSandboxedProgramIsRefusedThroughSudoWithWhatWouldHelp(TestHost hostA, TestHost hostB) throws IOException {
        Traveller filtered = Traveller.sandboxedCounterOf(hostA, "alice");
        Ran ran = Ferry.on(hostA, "migrate", filtered.pid(), HOST, "--accept-new", "--sudo");
        Ferry.complaint(ran, Ferry.REFUSED)
                .isEqualTo("ferry: Ferry on the destination lacks CAP_SYS_ADMIN, which the seccomp filter of process "
                        + filtered.pid() + " (perl) takes and which it gives up when alice brings a program; log in"
                        + " there as root, or let root write \"receive alice any\" into the policy there.");
        filtered.countsOn(hostA);
        filtered.isNotOn(hostB);
    }

    @Test
    void aPolicyThatIsNotUnderstoodReceivesNothing(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        hostB.write(POLICY, "receive alice own\nlimit everything 1\n");
        Ran ran = Ferry.on(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--sudo");
        Ferry.complaint(ran, Ferry.REFUSED).contains("Line 2 of " + POLICY);
        hostB.write(POLICY, "receive alice none\n");
        ran = Ferry.on(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--sudo");
        Ferry.complaint(ran, Ferry.REFUSED).startsWith("ferry: Alice may not bring programs to this host");
        counter.countsOn(hostA);
    }

    @Test
    void aKeyThatMayReceiveMayDoNothingElse(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        for (String command : List.of("ferry send 1", "sh -c id", "")) {
            Ran ran = hostA.exec(ssh(hostB, command));
            assertThat(ran.exit()).as(command).isEqualTo(Ferry.REFUSED);
            assertThat(ran.out()).as(command).isEmpty();
            Ferry.complaint(ran, Ferry.REFUSED).contains("This key only lets programs be received");
        }
        Ran doctor = Ferry.on(hostA, "doctor", HOST, "--accept-new", "--identity=" + KEY);
        assertThat(doctor.exit()).isNotZero();
        assertThat(doctor.err()).contains("This key only lets programs be received");

        Ferry.done(hostA, "migrate", counter.pid(), HOST, "--accept-new", "--identity=" + KEY);
        counter.isNotOn(hostA);
        runsAloneOn(hostB, counter);
    }

    /** The source dies when COMMIT is on its way: only the destination knows, and this key is all that there is to ask it. */
    @Test
    void doubtIsResolvedByAKeyThatMayOnlyReceive(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        dyingSource(FaultPoint.AFTER_COMMIT_SENT, hostA, counter);
        counter.isStoppedOn(hostA);
        assertThat(Ferry.done(hostA, "resolve")).contains("is done: the program was let run on hostB");
        counter.isNotOn(hostA);
        runsAloneOn(hostB, counter);
    }

    /** The destination holds a tree whose source will never let it run; that it need not any more is said by the same key. */
    @Test
    void aHeldTreeIsLetGoByAKeyThatMayOnlyReceive(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        dyingSource(FaultPoint.AFTER_READY, hostA, counter);
        counter.countsOn(hostA);
        Ferry.done(hostA, "resolve");
        counter.isNotOn(hostB);
        Ferry.awaitNoEngine(hostB);
        counter.countsOn(hostA);
    }

    @Test
    void aPersonDecidesWhereOnlyAForcedKeyReaches(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counterOf(hostA, "alice");
        dyingSource(FaultPoint.WATCH_DISMISSED, hostA, counter);
        counter.isStoppedOn(hostA);
        Ferry.done(hostA, "resolve", "--run-here");
        counter.countsOn(hostA);
        counter.isNotOn(hostB);
        Ferry.awaitNoEngine(hostB);
    }

    private static void dyingSource(FaultPoint point, TestHost from, Traveller traveller) throws IOException {
        Ran ran = Ferry.withJvm(
                "-Dferry.fault=" + point + ":kill",
                from,
                "migrate",
                traveller.pid(),
                HOST,
                "--accept-new",
                "--identity=" + KEY);
        assertThat(ran.exit()).as(ran.err()).isEqualTo(KILLED);
    }

    /** And init has it. */
    private static void runsAloneOn(TestHost host, Traveller counter) throws IOException {
        isAlicesAloneOn(host, counter);
        assertThat(host.read("/proc/" + counter.pid() + "/status")).contains("PPid:\t1\n");
    }

    /** The engine and the ssh session are gone; the program is alice's and still writes to its file. */
    private static void isAlicesAloneOn(TestHost host, Traveller counter) throws IOException {
        Ferry.awaitNoEngine(host);
        assertThat(host.exec("pgrep", "-f", "sshd: alice").out()).isEmpty();
        assertThat(host.read("/proc/" + counter.pid() + "/status"))
                .contains("Uid:\t4711\t4711\t4711\t4711\n", "CapPrm:\t0000000000000000\n");
        counter.countsOn(host);
    }

    private static String[] ssh(TestHost host, String command) {
        List<String> line = new ArrayList<>(List.of("ssh", "-F", "none", "-i", KEY, "-p", PORT));
        line.addAll(List.of("-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no"));
        line.add("alice@" + host.address());
        if (!command.isEmpty()) {
            line.add(command);
        }
        return line.toArray(String[]::new);
    }
}
