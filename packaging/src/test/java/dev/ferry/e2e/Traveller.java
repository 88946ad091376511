package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.Program;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program that is moved from one test host to another, and what must be true of it before and after. */
final class Traveller {
    /** A counter that writes 1, 2, 3... to its standard output, a hundred numbers a second. */
    private static final String COUNT =
            "$| = 1; for (my $n = 1; ; $n++) { print \"$n\\n\"; select(undef, undef, undef, 0.01) }";

    /** Puts itself under a filter that lets everything through: no_new_privs, then seccomp(SECCOMP_SET_MODE_FILTER). */
    private static final String SANDBOX = "my $all = pack(\"SCCL\", 6, 0, 0, 0x7fff0000); syscall(157, 38, 1, 0, 0, 0);"
            + " syscall(317, 1, 0, pack(\"Sx6P\", 1, $all)) == 0 or die; ";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Program program;

    private Traveller(Program program) {
        this.program = program;
    }

    /** Starts any program on a host, without a terminal. */
    static Traveller start(TestHost host, String... command) throws IOException {
        return new Traveller(host.start(command));
    }

    /** A program that was started in some other way, and whose output is not in files. */
    static Traveller running(String pid) {
        return new Traveller(new Program(Long.parseLong(pid.strip()), "/dev/null", "/dev/null"));
    }

    /** Starts a counter and waits for its first numbers. */
    static Traveller counter(TestHost host) throws IOException {
        Traveller counter = start(host, "perl", "-e", COUNT);
        counter.countsOn(host);
        return counter;
    }

    /** A counter of a user of the host, with the user's groups, which writes to {@code count} in the user's home. */
    static Traveller counterOf(TestHost host, String user) throws IOException {
        return counterOf(host, user, COUNT);
    }

    /** The same, restricted by a filter of seccomp(2). */
    static Traveller sandboxedCounterOf(TestHost host, String user) throws IOException {
        return counterOf(host, user, SANDBOX + COUNT);
    }

    private static Traveller counterOf(TestHost host, String user, String script) throws IOException {
        String out = "/home/" + user + "/count";
        String line = "exec perl -e '" + script + "' >" + out + " 2>&1";
        Program program =
                host.start("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups", "sh", "-c", line);
        Traveller counter = new Traveller(new Program(program.pid(), out, program.err()));
        await(out).atMost(PATIENCE).until(() -> host.exec("test", "-s", out).exit() == 0);
        counter.countsOn(host);
        return counter;
    }

    /** The same one, as a host knows it on which it has another pid. */
    Traveller as(String pid) {
        return new Traveller(new Program(Long.parseLong(pid), program.out(), program.err()));
    }

    String pid() {
        return Long.toString(program.pid());
    }

    /** The path, on whichever host it is, of what it writes. */
    String out() {
        return program.out();
    }

    String readOut(TestHost host) throws IOException {
        return host.read(program.out());
    }

    /** Waits until it has written this on that host. */
    void awaitOut(TestHost host, String text) {
        await(text)
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(readOut(host)).as(host.read(program.err())).contains(text));
    }

    /** Waits until it has written this to its standard error on that host. */
    void awaitErr(TestHost host, String text) {
        await(text)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(host.read(program.err())).contains(text));
    }

    /** {@code ferry migrate}, which must say that it is done; it is there then, and not here. */
    void moves(TestHost from, TestHost to, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("migrate", pid(), to.hostName()));
        arguments.addAll(List.of(options));
        Ferry.done(from, arguments.toArray(String[]::new));
        isOn(to);
        isNotOn(from);
    }

    /** The same, and there it is {@code other}. */
    void moves(TestHost from, TestHost to, Traveller other) throws IOException {
        assertThat(Ferry.done(from, "migrate", "--overwrite", pid(), to.hostName()))
                .startsWith("Process " + pid() + " runs on " + to.hostName() + " now, as process " + other.pid() + ";");
        other.isOn(to);
        isNotOn(from);
    }

    /** Alive, not stopped and not traced. */
    void isOn(TestHost host) throws IOException {
        assertThat(host.alive(program.pid())).as("alive on " + host.hostName()).isTrue();
        assertThat(host.read("/proc/" + pid() + "/status"))
                .containsPattern("State:\t[RSD]")
                .contains("TracerPid:\t0\n");
    }

    /** Alive and stopped, as by SIGSTOP. */
    void isStoppedOn(TestHost host) throws IOException {
        assertThat(host.read("/proc/" + pid() + "/status")).contains("State:\tT (stopped)");
    }

    void isNotOn(TestHost host) {
        await("its end on " + host.hostName()).atMost(PATIENCE).until(() -> !host.alive(program.pid()));
    }

    /** Neither the process nor the file that it writes. */
    void leftNothingOn(TestHost host) throws IOException {
        isNotOn(host);
        assertThat(host.exec("test", "-e", program.out()).exit())
                .as(program.out() + " on " + host.hostName())
                .isEqualTo(1);
    }

    /** For a counter: it goes on, without a gap or a repetition since it began. */
    void countsOn(TestHost host) throws IOException {
        long before = numbersOn(host).size();
        await("it counts on " + host.hostName())
                .atMost(PATIENCE)
                .until(() -> numbersOn(host).size() > before + 1);
        isOn(host);
        List<Long> numbers = numbersOn(host);
        for (int index = 0; index < numbers.size(); index++) {
            assertThat(numbers.get(index)).isEqualTo(index + 1);
        }
    }

    void ends(TestHost host) throws IOException {
        host.exec("kill", "-KILL", pid()).outIfOk();
        isNotOn(host);
    }

    /** The last line may be half written. */
    private List<Long> numbersOn(TestHost host) throws IOException {
        String text = readOut(host);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Long::valueOf)
                .toList();
    }
}
