package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.SandboxConnection;
import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.conduct.Phase;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.Watch;
import dev.ferry.app.conduct.WatchListener;
import dev.ferry.app.conduct.session.LiveHosts;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.remote.sandbox.SandboxOptions;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Moves as the console makes them: it has connections to both hosts, and they have none to each other. */
final class ConductMigrationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final MoveOptions OVERWRITE = MoveOptions.USUAL.withExistingFiles(ExistingFilePolicy.OVERWRITE);

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static SandboxHost sandbox;

    @TempDir
    Path dir;

    private LiveHosts hosts;

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        System.setProperty("ferry.launcher", Ferry.LAUNCHER.toString());
        sandbox = SandboxHost.start(SandboxOptions.defaults());
    }

    @AfterAll
    static void end() throws IOException {
        sandbox.close();
    }

    @BeforeEach
    void open(TestHost hostA, TestHost hostB) throws IOException {
        hosts = hostsWith(hostA.knownHosts(), hostB.knownHosts());
    }

    private LiveHosts hostsWith(Path... known) throws IOException {
        Path config = Files.writeString(dir.resolve("config"), "IdentityAgent none\n");
        SshOptions ssh = SshOptions.defaults()
                .withConfigFile(config)
                .withAgentSocket(Optional.empty())
                .withKnownHosts(known)
                .withIdentities(HOSTS.get("hostA").sshKey());
        return new LiveHosts(
                ssh,
                SandboxConnection.engine(),
                AgentCommand.usual(),
                () -> new SandboxConnection(sandbox),
                dir.resolve("ferry"));
    }

    @AfterEach
    void close() throws IOException {
        hosts.close();
    }

    private HostSession session(TestHost host) throws IOException {
        HostAddress address = HostAddress.parse("root@" + host.address() + ":" + host.sshPort());
        return hosts.open(address, false, UserPrompts.none());
    }

    private static ProcessFacts seen(HostSession session, long pid) {
        SampleBox box = new SampleBox();
        Watch watch = session.watch(box);
        await("process " + pid).atMost(PATIENCE).until(() -> box.find(pid).isPresent());
        watch.close();
        return box.find(pid).orElseThrow();
    }

    /** The last sample. */
    private static final class SampleBox implements WatchListener {
        private volatile Optional<Sample> last = Optional.empty();
        private volatile String lost = "which is heard";

        @Override
        public void sampled(Sample sample) {
            last = Optional.of(sample);
        }

        @Override
        public void lost(IOException why) {
            lost = why.getMessage();
        }

        Optional<ProcessFacts> find(long pid) {
            return last.stream()
                    .flatMap(sample -> sample.processes().stream())
                    .filter(process -> process.pid() == pid)
                    .findFirst();
        }
    }

    @Test
    void movesFromHostToHostAndBack(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        long pid = Long.parseLong(counter.pid());
        HostSession a = session(hostA);
        HostSession b = session(hostB);
        Conducted there = Conducted.begin(pid, a, b, MoveOptions.USUAL);
        assertThat(there.end()).isInstanceOf(MoveEnd.Moved.class);
        counter.countsOn(hostB);
        counter.isNotOn(hostA);
        assertThat(there.phases())
                .containsSubsequence(
                        Phase.CONNECTING,
                        Phase.CHECKING,
                        Phase.COPYING,
                        Phase.FREEZING,
                        Phase.RESTORING,
                        Phase.COMMITTING,
                        Phase.FINISHING);
        MoveEnd.Moved back = Conducted.moved(pid, b, a, OVERWRITE);
        counter.countsOn(hostA);
        assertThat(back.report().downtime()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
        assertThat(back.report().rounds()).isPositive();
        counter.ends(hostA);
    }

    @Test
    void movesFromThisMachineToItsSandboxAndBack() throws Exception {
        Path out = dir.resolve("numbers");
        Process counter = new ProcessBuilder(
                        "setsid",
                        "perl",
                        "-e",
                        "$| = 1; for (my $n = 1; ; $n++) { print \"$n\\n\"; select(undef, undef, undef, 0.01) }")
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            HostSession here = hosts.thisMachine(UserPrompts.none());
            HostSession there = hosts.sandbox();
            assertThat(there.profile().name()).isEqualTo("sandbox");
            ProcessFacts facts = seen(here, counter.pid());
            assertThat(facts.command()).startsWith("perl");
            assertThat(facts.isTreeRoot()).isTrue();
            assertThat(here.estimate(facts, there).answer()).isNotEqualTo(Estimate.Answer.DOES_NOT_FIT);
            Conducted.moved(counter.pid(), here, there, MoveOptions.USUAL);
            assertThat(counter.waitFor(20, TimeUnit.SECONDS)).isTrue();
            long inside = Files.size(sandbox.root().resolve("." + out));
            await().atMost(PATIENCE).until(() -> Files.size(sandbox.root().resolve("." + out)) > inside);
            Conducted.moved(counter.pid(), there, here, OVERWRITE);
            long outside = Files.size(out);
            assertThat(outside).isGreaterThanOrEqualTo(inside);
            await().atMost(PATIENCE).until(() -> Files.size(out) > outside);
        } finally {
            ProcessHandle.of(counter.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aProgramThatCanNotMoveIsRefusedWithEveryReason(TestHost hostA, TestHost hostB) throws Exception {
        Traveller sleeper = Traveller.start(hostA, "unshare", "--uts", "sleep", "1000");
        long pid = Long.parseLong(sleeper.pid());
        HostSession a = session(hostA);
        HostSession b = session(hostB);
        await().atMost(PATIENCE).until(() -> seen(a, pid).name().equals("sleep"));
        assertThat(a.check((int) pid, b, MoveOptions.USUAL).get(60, TimeUnit.SECONDS))
                .anyMatch(finding -> finding.code().equals("own-namespace"));
        MoveEnd end = Conducted.begin(pid, a, b, MoveOptions.USUAL).end();
        assertThat(end).isInstanceOf(MoveEnd.Refused.class);
        assertThat(((MoveEnd.Refused) end).findings())
                .anyMatch(finding -> finding.code().equals("own-namespace"));
        assertThat(hostA.alive(pid)).isTrue();
        await().atMost(PATIENCE)
                .until(() -> seen(a, pid).movable() == ProcessFacts.Movable.NO
                        && seen(a, pid).reason().contains("namespace"));
        sleeper.ends(hostA);
    }

    private Traveller large(TestHost host) throws IOException {
        Traveller large = Traveller.start(
                host,
                "perl",
                "-e",
                "$| = 1; my $m = join '', map { pack 'N', rand 2**32 } 1 .. 8e6; print \"full\\n\";"
                        + " while (1) { substr($m, int rand length $m, 1) = 'x'; print '.'; select undef, undef, undef, 0.01 }");
        large.awaitOut(host, "full");
        return large;
    }

    @Test
    void aMoveThatIsCancelledInARoundChangesNothing(TestHost hostA, TestHost hostB) throws Exception {
        Traveller large = large(hostA);
        HostSession a = session(hostA);
        HostSession b = session(hostB);
        Conducted move = Conducted.begin(Long.parseLong(large.pid()), a, b, MoveOptions.USUAL.withBandwidth("2M"));
        move.awaitCopying();
        move.cancel();
        assertThat(move.end()).isEqualTo(new MoveEnd.Cancelled());
        large.isOn(hostA);
        large.leftNothingOn(hostB);
        large.ends(hostA);
    }

    @Test
    void aCutLinkIsAFailureAndTheProgramRunsOn(TestHost hostA, TestHost hostB) throws Exception {
        Traveller large = large(hostA);
        HostSession a = session(hostA);
        HostSession b = session(hostB);
        SampleBox box = new SampleBox();
        Watch watch = a.watchLoad(box);
        Conducted move = Conducted.begin(Long.parseLong(large.pid()), a, b, MoveOptions.USUAL.withBandwidth("2M"));
        move.awaitCopying();
        hostB.cutLink();
        try {
            MoveEnd end = move.end();
            assertThat(end)
                    .isInstanceOfSatisfying(
                            MoveEnd.Failed.class,
                            failed -> assertThat(failed.runsOn()).isTrue());
            large.isOn(hostA);
            await().atMost(Duration.ofSeconds(60)).until(() -> !b.isOpen());
            assertThat(a.isOpen()).as("the other host, " + box.lost).isTrue();
            watch.close();
        } finally {
            hostB.restoreLink();
        }
        Ferry.awaitNoEngine(hostB);
        HostSession again = session(hostB);
        Conducted.moved(Long.parseLong(large.pid()), a, again, MoveOptions.USUAL);
        large.isOn(hostB);
        large.ends(hostB);
    }

    /** The console is killed, or its sessions are closed: the engines only see each other go. */
    @Test
    void aConsoleThatDiesIsACutLink(TestHost hostA, TestHost hostB) throws Exception {
        Traveller large = large(hostA);
        HostSession a = session(hostA);
        HostSession b = session(hostB);
        Conducted move = Conducted.begin(Long.parseLong(large.pid()), a, b, MoveOptions.USUAL.withBandwidth("2M"));
        move.awaitCopying();
        a.close();
        b.close();
        assertThat(move.end()).isInstanceOf(MoveEnd.Failed.class);
        Ferry.awaitNoEngine(hostA);
        Ferry.awaitNoEngine(hostB);
        large.isOn(hostA);
        large.leftNothingOn(hostB);
        large.ends(hostA);
    }

    private LiveHosts hostsWithDyingDestination(String fault, TestHost hostA, TestHost hostB) throws IOException {
        String variant = Ferry.variantOn(hostA, "-Dferry.none=");
        Ferry.variantOn(hostB, "-Dferry.fault=" + fault + ":kill");
        SshOptions ssh = SshOptions.defaults()
                .withConfigFile(dir.resolve("config"))
                .withAgentSocket(Optional.empty())
                .withKnownHosts(hostA.knownHosts(), hostB.knownHosts())
                .withIdentities(hostA.sshKey());
        return new LiveHosts(
                ssh,
                SandboxConnection.engine(),
                AgentCommand.usual().withExecutable(variant),
                () -> new SandboxConnection(sandbox),
                dir.resolve("ferry"));
    }

    /** The engine there dies with the right to run in its hands: the hosts are asked, and it is found out that it runs here. */
    @Test
    void aDoubtThatEndsHere(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        hosts.close();
        hosts = hostsWithDyingDestination("AFTER_COMMIT_RECEIVED", hostA, hostB);
        Conducted move =
                Conducted.begin(Long.parseLong(counter.pid()), session(hostA), session(hostB), MoveOptions.USUAL);
        assertThat(move.end())
                .isInstanceOfSatisfying(
                        MoveEnd.Failed.class,
                        failed -> assertThat(failed.sentence()).contains("was not carried out"));
        assertThat(move.phases()).contains(Phase.COMMITTING, Phase.ASKING);
        counter.countsOn(hostA);
        counter.isNotOn(hostB);
        counter.ends(hostA);
    }

    /** The same a moment later: it runs there, and only the word of it was lost. */
    @Test
    void aDoubtThatEndsThere(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        hosts.close();
        hosts = hostsWithDyingDestination("AFTER_RESUME", hostA, hostB);
        Conducted move =
                Conducted.begin(Long.parseLong(counter.pid()), session(hostA), session(hostB), MoveOptions.USUAL);
        assertThat(move.end())
                .isInstanceOfSatisfying(
                        MoveEnd.Moved.class,
                        moved -> assertThat(moved.report().isMeasured()).isFalse());
        counter.countsOn(hostB);
        counter.isNotOn(hostA);
        counter.ends(hostB);
    }

    @Test
    void aHostThatIsNotKnownIsNotOpened(TestHost hostA) throws IOException {
        try (LiveHosts strangers = hostsWith(dir.resolve("nobody"))) {
            HostAddress address = HostAddress.parse("root@" + hostA.address());
            assertThatThrownBy(() -> strangers.open(address, false, UserPrompts.none()))
                    .isInstanceOfSatisfying(
                            RemoteException.class,
                            e -> assertThat(e.kind()).isEqualTo(RemoteException.Kind.UNKNOWN_HOST_KEY));
        }
    }
}
