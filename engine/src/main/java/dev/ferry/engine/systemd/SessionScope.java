package dev.ferry.engine.systemd;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scope in which systemd-logind keeps what belongs to somebody's login, cgroups(7) tell which. With {@code KillUserProcesses=yes},
 * logind.conf(5), whatever is in it ends with the login.
 *
 * @param name of the scope, such as {@code session-3.scope}
 * @param slice of the user, such as {@code user-1000.slice}, whose limits go on to count
 */
public record SessionScope(String name, String slice) {
    /** There is systemd where this is a directory, sd_booted(3). */
    private static final Path BOOTED = Path.of("/run/systemd/system");

    private static final Path OWN_CGROUPS = Path.of("/proc/self/cgroup");
    private static final Pattern SESSION = Pattern.compile(".*/(user-[0-9]+\\.slice)/(session-[^/]+\\.scope)(?:/.*)?");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 5;

    /** That of this process; empty if it is in none. */
    public static Optional<SessionScope> ofThisProcess() throws IOException {
        return Files.isDirectory(BOOTED) ? in(Files.readAllLines(OWN_CGROUPS)) : Optional.empty();
    }

    static Optional<SessionScope> in(List<String> cgroups) {
        return cgroups.stream()
                .map(SESSION::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(line -> new SessionScope(line.group(2), line.group(1)));
    }

    /**
     * Moves this process, and so all that it will make, into a scope of its own, which ends when it is empty; takes root. Systemd's word
     * is waited for, since a tree that comes meanwhile would stay behind.
     *
     * @return whether it has left; if not it runs on as it was
     */
    public boolean leave() throws IOException {
        // Before version 253 systemd does not know the property, and does what it says.
        List<List<String>> policies = List.of(List.of("OOMPolicy", "s", "continue"), List.of());
        for (List<String> policy : policies) {
            if (isDone(request(policy))) {
                return hasLeft();
            }
        }
        return false;
    }

    /** Asks for {@code StartTransientUnit}, org.freedesktop.systemd1(5). */
    private List<String> request(List<String> policy) {
        String pid = Long.toString(ProcessHandle.current().pid());
        List<String> request = new ArrayList<>(List.of(
                "busctl",
                "--quiet",
                "call",
                "org.freedesktop.systemd1",
                "/org/freedesktop/systemd1",
                "org.freedesktop.systemd1.Manager",
                "StartTransientUnit",
                "ssa(sv)a(sa(sv))",
                "ferry-" + pid + "-" + Long.toHexString(System.nanoTime()) + ".scope",
                "fail",
                policy.isEmpty() ? "4" : "5",
                "PIDs",
                "au",
                "1",
                pid));
        request.addAll(List.of("Slice", "s", slice));
        request.addAll(List.of("Description", "s", "A program that Ferry has brought"));
        request.addAll(List.of("CollectMode", "s", "inactive-or-failed"));
        request.addAll(policy);
        request.add("0");
        return request;
    }

    /** False also where systemd is without busctl(1). */
    private static boolean isDone(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException absent) {
            return false;
        }
    }

    private static boolean hasLeft() throws IOException {
        long start = System.nanoTime();
        while (ofThisProcess().isPresent()) {
            if (System.nanoTime() - start > PATIENCE.toNanos() || !pause()) {
                return false;
            }
        }
        return true;
    }

    private static boolean pause() {
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
