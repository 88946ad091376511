package dev.ferry.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a refused checkpoint must leave as it was.
 *
 * @param files of the directory that the checkpoints come from, and the names in the directories above it
 * @param descriptors of this process
 * @param threads of this process that belong to Ferry
 */
public record Host(Path directory, Set<String> files, Set<String> descriptors, Set<String> threads) {
    private static final Duration WAIT = Duration.ofSeconds(20);

    /** How it is now. */
    public static Host now(Path directory) throws IOException {
        return new Host(directory, filesOf(directory), openDescriptors(), ferryThreads());
    }

    /** Waits until nothing is left of what was done since, and none of {@code pids} lives. */
    public void requireUnchanged(Set<Long> pids) throws IOException {
        assertThat(filesOf(directory)).isEqualTo(files);
        if (!isFree(pids) || !descriptors.containsAll(openDescriptors())) {
            await().atMost(WAIT).pollInterval(Duration.ofMillis(2)).untilAsserted(() -> {
                assertThat(pids).allMatch(pid -> isFree(Set.of(pid)));
                assertThat(descriptors).containsAll(openDescriptors());
            });
        }
    }

    private static boolean isFree(Set<Long> pids) {
        return pids.stream().noneMatch(pid -> Files.exists(Path.of("/proc", Long.toString(pid))));
    }

    /** The same of threads, which are costly to list. */
    public void requireNoNewThreads() {
        await().atMost(WAIT).untilAsserted(() -> assertThat(threads).containsAll(ferryThreads()));
    }

    private static Set<String> filesOf(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.forEach(path -> names.add(path.toString()));
        }
        try (Stream<Path> all = Files.list(directory.getRoot())) {
            all.forEach(path -> names.add(path.toString()));
        }
        return names;
    }

    /** Without those that the thread which reaps orphans has now and then. */
    private static Set<String> openDescriptors() throws IOException {
        Set<String> open = new HashSet<>();
        try (Stream<Path> numbers = Files.list(Path.of("/proc/self/fd"))) {
            for (Path number : (Iterable<Path>) numbers::iterator) {
                String target = target(number);
                if (!target.matches(".*/(stat|status|children|fd)|")) {
                    open.add(number + " " + target);
                }
            }
        }
        return open;
    }

    private static String target(Path number) {
        try {
            return Files.readSymbolicLink(number).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Set<String> ferryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("ferry"))
                .collect(Collectors.toSet());
    }
}
