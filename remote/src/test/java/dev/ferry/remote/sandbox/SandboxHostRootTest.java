package dev.ferry.remote.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHosts;
import dev.ferry.testhost.Traces;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "hasRoot", disabledReason = "a sandbox needs root")
final class SandboxHostRootTest {
    static boolean hasRoot() {
        return TestHosts.isRoot();
    }

    @Test
    void looksLikeAHostOfItsOwn() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults())) {
            assertThat(sh(host, "hostname; cat /proc/1/comm; ls -A /tmp | wc -l; ls /sys/class/net"))
                    .isEqualTo("sandbox\nsh\n0\nlo\n");
            assertThat(sh(host, "cat /sys/class/net/lo/flags; pwd; ls /dev | xargs"))
                    .isEqualTo("0x9\n/\nfd full null ptmx pts random shm stderr stdin stdout tty urandom zero\n");
        }
    }

    @Test
    void seesNoMountOfTheMachine() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults())) {
            List<String> types =
                    sh(host, "cut -d' ' -f3 /proc/mounts | sort -u").lines().toList();
            assertThat(types).containsExactly("devpts", "overlay", "proc", "sysfs", "tmpfs");
        }
    }

    @Test
    void connectsToItselfOverLoopback() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults().sharingTmp())) {
            assertThat(run(host, java(), "-cp", System.getProperty("java.class.path"), LoopbackProbe.class.getName()))
                    .isEqualTo("connected from sandbox\n");
        }
    }

    @Test
    void whatIsWrittenInsideIsNotOnTheMachine() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults())) {
            sh(host, "echo inside >/etc/ferry-sandbox-marker; rm /etc/passwd");
            assertThat(host.root().resolve("etc/ferry-sandbox-marker")).hasContent("inside");
            assertThat(host.root().resolve("etc/passwd")).doesNotExist();
        }
        assertThat(Path.of("/etc/ferry-sandbox-marker")).doesNotExist();
        assertThat(Path.of("/etc/passwd")).exists();
    }

    @Test
    void connectsAProgramByThreePipesAndTellsItsExitStatus() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults())) {
            SandboxProcess process = host.exec(List.of("sh", "-c", "cat; echo complaint >&2; exit 42"));
            process.in().write("through".getBytes(UTF_8));
            process.in().close();
            assertThat(process.out()).hasContent("through");
            assertThat(process.err()).hasContent("complaint");
            assertThat(process.waitFor()).isEqualTo(42);
        }
    }

    @Test
    void destroyKillsTheProgramInside() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults())) {
            SandboxProcess process = host.exec(List.of("sh", "-c", "echo $$; exec sleep 1000"));
            String pid = new String(process.out().readNBytes(5), UTF_8);
            Path task = host.root().resolve("proc").resolve(pid);
            assertThat(task).exists();
            process.destroy();
            await().atMost(Duration.ofSeconds(1)).until(() -> !Files.exists(task));
        }
    }

    @Test
    void leavesLowPidsToProgramsThatMoveIn() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults().withFirstPid(25_000))) {
            assertThat(Integer.parseInt(sh(host, "echo $$").strip())).isBetween(25_000, 25_010);
            sh(host, "echo 400 >/proc/sys/kernel/ns_last_pid");
            sh(host, "true");
            assertThat(Integer.parseInt(sh(host, "echo $$").strip())).isBetween(25_000, 25_010);
        }
    }

    @Test
    void aPidThatWasGivenBackIsNotTheNextOne() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults().withFirstPid(20_000))) {
            int before = 0;
            for (int program = 0; program < 5; program++) {
                int pid = Integer.parseInt(sh(host, "echo $$").strip());
                assertThat(pid).isGreaterThan(before);
                before = pid;
            }
            sh(host, "echo 29500 >/proc/sys/kernel/ns_last_pid");
            sh(host, "true");
            assertThat(Integer.parseInt(sh(host, "echo $$").strip())).isBetween(20_000, 20_010);
        }
    }

    @Test
    void initReapsAnOrphanWithinASecond() throws IOException {
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults())) {
            String pid = sh(host, "sleep 1000 >/dev/null 2>&1 & echo $!").strip();
            Path task = host.root().resolve("proc").resolve(pid);
            assertThat(Files.readString(task.resolve("status"))).contains("\nPPid:\t1\n");
            sh(host, "kill -9 " + pid);
            await().atMost(Duration.ofSeconds(1)).until(() -> !Files.exists(task));
        }
    }

    @Test
    void closingLeavesNothingBehind() throws IOException {
        Traces traces;
        try (SandboxHost host = SandboxHost.start(SandboxOptions.defaults())) {
            sh(host, "sleep 1000 >/dev/null 2>&1 &");
            traces = Traces.of(host);
            assertThat(traces.processes())
                    .as("unshare, init, its watcher, sleep")
                    .hasSize(4);
        }
        assertThat(traces.processes()).isEmpty();
        assertThat(traces.mounts()).isEmpty();
    }

    @Test
    void refusesToStartAProgramAfterItsEnd() throws IOException {
        SandboxHost host = SandboxHost.start(SandboxOptions.defaults());
        host.close();
        assertThatThrownBy(() -> host.exec(List.of("true")))
                .isInstanceOf(IOException.class)
                .hasMessage("The sandbox (pid " + host.initPid() + ") has ended: start it again.");
    }

    @Test
    void endsWhenItsOwnerIsKilled() throws IOException {
        Process owner = owner(List.of());
        ProcessHandle init = initOf(owner);
        assertThat(init.isAlive()).isTrue();
        owner.destroyForcibly();
        await().atMost(Duration.ofSeconds(5)).until(() -> !init.isAlive());
    }

    @Test
    void aKeptOneOutlivesItsOwnerUntilItIsStopped() throws IOException {
        String name = "keep-" + ProcessHandle.current().pid();
        Process owner = owner(List.of(), name);
        ProcessHandle init = initOf(owner);
        await().until(() -> !owner.isAlive());
        try (SandboxHost attached = SandboxHost.attach(name)) {
            assertThat(attached.initPid()).isEqualTo(init.pid());
            assertThat(sh(attached, "hostname")).isEqualTo("sandbox\n");
        }
        assertThat(init.isAlive()).isTrue();

        SandboxHost.attach(name).stop();
        assertThat(init.isAlive()).isFalse();
        assertThat(Path.of("/run/ferry/sandbox", name)).doesNotExist();
        assertThatThrownBy(() -> SandboxHost.attach(name)).hasMessage("No sandbox named \"" + name + "\" runs.");
    }

    @Test
    void thereIsOneKeptSandboxOfAName() throws IOException {
        SandboxOptions options = SandboxOptions.defaults()
                .named("one-" + ProcessHandle.current().pid())
                .kept();
        SandboxHost first = SandboxHost.start(options);
        try {
            assertThatThrownBy(() -> SandboxHost.start(options))
                    .hasMessageContaining("already runs (pid " + first.initPid() + ")");
            assertThat(first.isRunning()).isTrue();
        } finally {
            first.stop();
        }
    }

    @Test
    void attachesToTheKeptOneOfTheNameOrStartsIt() throws IOException {
        SandboxOptions options = SandboxOptions.defaults()
                .named("open-" + ProcessHandle.current().pid());
        SandboxHost started = SandboxHost.attachOrStart(options);
        try {
            assertThat(SandboxHost.attachOrStart(options).initPid()).isEqualTo(started.initPid());
        } finally {
            started.stop();
        }
    }

    @Test
    void runsInsideAnotherSandbox() throws IOException {
        try (SandboxHost outer = SandboxHost.start(SandboxOptions.defaults().sharingTmp())) {
            run(outer, ownerCommand(List.of(), "nested").toArray(String[]::new));
            assertThat(outer.root().resolve("run/ferry/sandbox/nested/init")).exists();
        }
    }

    @Test
    void saysWhatItNeedsWhenTheKernelRefuses() throws Exception {
        Process owner = new ProcessBuilder(ownerCommand(List.of("setpriv", "--bounding-set", "-sys_admin"))).start();
        assertThat(owner.errorReader(UTF_8).readLine())
                .endsWith(
                        "The sandbox could not be set up (unshare: unshare failed: Operation not permitted): it needs a"
                                + " root that may make namespaces and mounts, in a container a privileged one.");
        assertThat(owner.waitFor()).isEqualTo(1);
    }

    @Test
    void replacesAKeptSandboxThatWasKilled() throws IOException {
        SandboxOptions options = SandboxOptions.defaults()
                .named("again-" + ProcessHandle.current().pid())
                .kept();
        SandboxHost first = SandboxHost.start(options);
        ProcessHandle.of(first.initPid()).orElseThrow().destroyForcibly();
        await().until(() -> !first.isRunning());
        SandboxHost second = SandboxHost.start(options);
        first.stop();
        assertThat(SandboxHost.attach(options.name()).initPid()).isEqualTo(second.initPid());
        second.stop();
    }

    @Test
    void showsAFilesystemMountedBelowTheRootCopyOnWrite() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "mount");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        Files.writeString(disk.resolve("file"), "from the disk");
        String mount = "mount --bind " + disk + " " + mounted + " && exec \"$@\"";
        Process owner = owner(List.of("unshare", "--mount", "sh", "-c", mount, "sh"));
        try {
            Path inside = Path.of("/proc/" + initOf(owner).pid() + "/root/" + mounted + "/file");
            assertThat(inside).hasContent("from the disk");
            Files.writeString(inside, "changed");
            assertThat(disk.resolve("file")).hasContent("from the disk");
        } finally {
            owner.destroyForcibly();
        }
    }

    private static Process owner(List<String> prefix, String... arguments) throws IOException {
        return new ProcessBuilder(ownerCommand(prefix, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> ownerCommand(List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(java());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SandboxOwner.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static ProcessHandle initOf(Process owner) throws IOException {
        try (BufferedReader out = owner.inputReader(UTF_8)) {
            return ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
        }
    }

    private static String sh(SandboxHost host, String script) throws IOException {
        return run(host, "sh", "-c", script);
    }

    private static String run(SandboxHost host, String... command) throws IOException {
        SandboxProcess process = host.exec(List.of(command));
        process.in().close();
        String out = new String(process.out().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as(new String(process.err().readAllBytes(), UTF_8))
                .isZero();
        return out;
    }
}
