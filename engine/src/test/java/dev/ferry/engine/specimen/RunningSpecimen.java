package dev.ferry.engine.specimen;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ferry.engine.freeze.AttachedSegments;
import dev.ferry.engine.freeze.UsedIpc;
import dev.ferry.engine.ipc.IpcWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A specimen that is READY, whichever processes it consists of at the moment: it may be dumped, killed and restored meanwhile.
 * Closing it kills what is left of it.
 */
public final class RunningSpecimen implements AutoCloseable {
    private static final Duration DEATH = Duration.ofSeconds(20);

    private final String name;
    private final Path binary;
    private final Path outfile;
    private final Set<Long> recorded = new TreeSet<>();
    private long pid;

    private RunningSpecimen(String name, Path binary, Path outfile) {
        this.name = name;
        this.binary = binary;
        this.outfile = outfile;
    }

    static RunningSpecimen whenReady(String name, Path binary, Path outfile, Duration timeout) {
        RunningSpecimen specimen = new RunningSpecimen(name, binary, outfile);
        boolean spoke = within(
                timeout,
                () -> specimen.verdict().isReady() || specimen.verdict().isFinal());
        Verdict verdict = specimen.verdict();
        if (!spoke || !verdict.isReady()) {
            specimen.close();
            Assumptions.assumeFalse(verdict.isSkipped(), specimen.output());
            throw new AssertionError(specimen.story("is not READY"));
        }
        specimen.pid = verdict.pid();
        specimen.recorded.addAll(specimen.tasks());
        return specimen;
    }

    /** The pid of its root, as it was at the start and is again after a restore that keeps pids. */
    public long pid() {
        return pid;
    }

    /** The pids of all its live processes, zombies not among them; empty between dump and restore. */
    public Set<Long> tasks() {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(entry -> entry.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(this::hasItsArguments)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its root exists and is no zombie. */
    public boolean isAlive() {
        return isAlive(pid);
    }

    /** Everything that it has written. */
    public String output() {
        try {
            return Files.readString(outfile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number in its last COUNT line, 0 before the first. */
    public long lastCount() {
        return LongStream.of(verdict().counts()).max().orElse(0);
    }

    /**
     * Sends SIGTERM and waits until it has told its verdict and is gone with all its processes. A root that is a zombie of init
     * counts as gone: an init may take seconds to reap it, but any other parent has to.
     *
     * @throws AssertionError with everything that it wrote, unless it passed and counted without gap or repetition
     */
    public void terminateAndCheck(Duration timeout) {
        if (!isAlive() || ProcessHandle.of(pid).filter(ProcessHandle::destroy).isEmpty()) {
            throw new AssertionError(story("was not there to get SIGTERM"));
        }
        boolean ended = within(timeout, () -> verdict().isFailed() || (isGone(pid) && tasks().isEmpty()));
        Verdict verdict = verdict();
        if (verdict.isFailed() || !verdict.isPassed()) {
            throw new AssertionError(story("did not pass"));
        }
        if (!verdict.isContiguous()) {
            throw new AssertionError(story("lost or repeated a COUNT"));
        }
        if (!ended) {
            throw new AssertionError(story("passed, but its processes are still there: " + tasks()));
        }
    }

    /** Kills its processes, wherever in the process tree they are now, and waits until none of them lives. */
    public void killTree() {
        boolean dead = within(DEATH, () -> {
            Set<Long> alive = leftovers();
            alive.forEach(task -> ProcessHandle.of(task).ifPresent(ProcessHandle::destroyForcibly));
            return alive.isEmpty();
        });
        if (!dead) {
            throw new AssertionError(story("cannot be killed, pids " + leftovers()));
        }
    }

    @Override
    public void close() {
        removeIpc();
        killTree();
    }

    /** What it has of System V IPC would stay for ever. */
    private void removeIpc() {
        List<Integer> pids = tasks().stream().map(Math::toIntExact).toList();
        try {
            AttachedSegments.goWith(pids);
            UsedIpc.remove(pids, () -> IpcWait.ofRunning(pids));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Verdict verdict() {
        return Verdict.of(output());
    }

    /** Live processes with its arguments, and those of its first processes that run its program. */
    private Set<Long> leftovers() {
        Set<Long> alive = tasks();
        recorded.stream().filter(this::hasItsProgram).forEach(alive::add);
        alive.removeIf(task -> !isAlive(task));
        return alive;
    }

    /** The path of the output is in the arguments of all its processes, and of no other run's. */
    private boolean hasItsArguments(long task) {
        String[] arguments = read(task, "cmdline").split("\0", -1);
        return arguments.length > 1
                && arguments[0].equals(binary.toString())
                && arguments[1].equals(outfile.toString());
    }

    private boolean hasItsProgram(long task) {
        try {
            return Files.readSymbolicLink(proc(task, "exe")).equals(binary);
        } catch (IOException e) {
            return false; // gone, or a zombie
        }
    }

    private String story(String problem) {
        String state = exists(pid) ? "state and parent " + stateAndParent(pid) : "gone";
        return "specimen " + name + " " + problem + " (pid " + pid + ", " + state + "); it wrote:\n" + output();
    }

    private static boolean isAlive(long task) {
        String state = stateAndParent(task);
        return !state.isEmpty() && !state.startsWith("Z") && !state.startsWith("X");
    }

    private static boolean isGone(long task) {
        return !exists(task) || stateAndParent(task).equals("Z 1");
    }

    private static boolean exists(long task) {
        return Files.exists(proc(task, ""));
    }

    /** The state letter and the parent of proc_pid_stat(5); the name before them may contain anything, parentheses too. */
    private static String stateAndParent(long task) {
        String stat = read(task, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ", 4);
        return fields.length < 4 ? "" : fields[1] + " " + fields[2];
    }

    private static String read(long task, String file) {
        try {
            return new String(Files.readAllBytes(proc(task, file)), UTF_8);
        } catch (IOException e) {
            return ""; // a task may end at any moment
        }
    }

    private static Path proc(long task, String file) {
        return Path.of("/proc", Long.toString(task), file);
    }

    /** Polls until the condition holds; false when the time is over first. */
    private static boolean within(Duration timeout, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > timeout.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return true;
    }
}
