package dev.ferry.testhost;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Two or three hosts for the tests of one class:
 *
 * <pre>
 * &#64;RegisterExtension
 * static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");
 *
 * &#64;Test
 * void reachesTheOther(TestHost hostA, TestHost hostB) { ...
 * </pre>
 *
 * <p>A parameter of type {@link TestHost} gets the host of its name. Without root or without the programs
 * needed the class is skipped, with the reason.
 */
public final class TestHosts
        implements ExecutionCondition,
                BeforeAllCallback,
                AfterEachCallback,
                AfterAllCallback,
                ParameterResolver,
                Closeable {
    private static final List<String> PROGRAMS = List.of("ip", "unshare", "nsenter", "ssh", "ssh-keygen", "sshd");
    private static final List<String> DIRECTORIES = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");

    /** Hosts start at different pids, so that what moves to another one finds its pids free. */
    private static final int PIDS_PER_HOST = 10_000;

    private final List<String> names;
    private long secondsAhead = Long.getLong("ferry.clocks", 0);
    private final Map<String, TestHost> hosts = new LinkedHashMap<>();
    private final Deque<Closeable> opened = new ArrayDeque<>();
    private HostsAction preparation = none -> {};
    private HostsAction tidying = none -> {};

    /** What is done with all hosts. */
    @FunctionalInterface
    public interface HostsAction {
        void on(TestHost... hosts) throws IOException;
    }

    private TestHosts(List<String> names) {
        this.names = names;
    }

    /** Hosts with these names, three at most. */
    public static TestHosts named(String... names) {
        if (names.length < 1 || names.length > 3) throw new IllegalArgumentException("one to three hosts");
        return new TestHosts(List.of(names));
    }

    /** The same hosts, prepared before the first test of the class. */
    public TestHosts preparedBy(HostsAction action) {
        preparation = action;
        return this;
    }

    /** The same hosts, every second of which seems to have been started so much earlier; {@code -Dferry.clocks} does it for all classes. */
    public TestHosts withClocksAhead(long seconds) {
        secondsAhead = seconds;
        return this;
    }

    /** The same hosts, tidied after each test, behind what the class itself does after each. */
    public TestHosts tidiedBy(HostsAction action) {
        tidying = action;
        return this;
    }

    /** A host that runs now. */
    public TestHost get(String name) {
        return Optional.ofNullable(hosts.get(name)).orElseThrow(() -> new IllegalStateException("no host " + name));
    }

    /** Starts the hosts; JUnit calls this through {@link #beforeAll}. */
    public void open() throws IOException {
        try {
            TestKeys keys = opened(TestKeys.generate());
            TestNetwork network = opened(TestNetwork.open());
            for (String name : names) {
                int firstPid = PIDS_PER_HOST * (hosts.size() + 1);
                long clocksAhead = hosts.size() % 2 * secondsAhead;
                hosts.put(name, opened(TestHost.start(name, firstPid, clocksAhead, network, keys)));
            }
            introduceAll();
            preparation.on(all());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Ends the hosts and everything made for them, last made first. */
    @Override
    public void close() throws IOException {
        hosts.clear();
        IOException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException e) {
                if (failure == null) failure = e;
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
    }

    private <C extends Closeable> C opened(C resource) {
        opened.push(resource);
        return resource;
    }

    private void introduceAll() throws IOException {
        for (TestHost host : hosts.values()) {
            for (TestHost other : hosts.values()) {
                if (host != other) host.introduce(other);
            }
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return whyNot().map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("test hosts can be made"));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        open();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        tidying.on(all());
    }

    private TestHost[] all() {
        return hosts.values().toArray(TestHost[]::new);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestHost.class;
    }

    /** By the name of the parameter, which the compiler keeps. */
    @Override
    public TestHost resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return get(parameter.getParameter().getName());
    }

    private static Optional<String> whyNot() {
        if (!isRoot()) return Optional.of("test hosts need root");
        return PROGRAMS.stream()
                .filter(program -> !isInstalled(program))
                .findFirst()
                .map(program -> "test hosts need the program " + program);
    }

    /** Whether this process may make namespaces and mounts. */
    public static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isInstalled(String program) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, program))
                .anyMatch(Files::isExecutable);
    }
}
