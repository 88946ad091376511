package dev.ferry.e2e;

import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What could leak.
 *
 * @param fds open descriptors of the program
 * @param rssKib its memory
 * @param mappings lines of its {@code /proc/PID/maps}
 * @param here what is on the host where it runs
 * @param there what is on the other one
 */
record SoakSample(int fds, long rssKib, int mappings, OnHost here, OnHost there) {
    /**
     * What is on a host.
     *
     * @param processes names of all programs
     * @param files paths below the directories that programs and ferry write to
     * @param journal how many migrations ferry remembers
     */
    record OnHost(Set<String> processes, Set<String> files, int journal) {}

    private static final String JOURNAL = "/var/lib/ferry/journal/";
    private static final String LIST_FILES =
            "find /tmp /var/tmp /root -maxdepth 1; find /run /dev/shm /srv /var/lib/ferry"
                    + " /root/.cache/ferry -xdev 2>/dev/null; true";

    /** Everybody but the shell that asks, and the sessions of sshd that are about to end. */
    private static final String LIST_PROCESSES =
            "ps -eo pid=,sid=,args= | awk -v own=\"$(ps -o sid= -p $$)\" '$2 != own + 0'";

    static SoakSample of(Passenger program, TestHost here, TestHost there) throws IOException {
        Ferry.awaitNoEngine(here);
        Ferry.awaitNoEngine(there);
        await("the end of all ssh sessions").until(() -> sessions(here) + sessions(there) == 0);
        String proc = "/proc/" + program.pid();
        return new SoakSample(
                number(here, "ls " + proc + "/fd | wc -l"),
                number(here, "awk '/^VmRSS/ { print $2 }' " + proc + "/status"),
                number(here, "wc -l <" + proc + "/maps"),
                onHost(here),
                onHost(there));
    }

    private static OnHost onHost(TestHost host) throws IOException {
        Set<String> ofMachine = filesOfMachine();
        Set<String> files = lines(host, LIST_FILES);
        ofMachine.addAll(filesOfMachine());
        files.removeAll(ofMachine);
        int journal =
                (int) files.stream().filter(file -> file.startsWith(JOURNAL)).count();
        files.removeIf(file -> file.startsWith(JOURNAL));
        return new OnHost(lines(host, LIST_PROCESSES), files, journal);
    }

    /** A host shows the machine's directories, in which others work too. */
    private static Set<String> filesOfMachine() throws IOException {
        Set<String> files = new TreeSet<>();
        for (String directory : new String[] {"/tmp", "/var/tmp", "/root"}) {
            try (Stream<Path> listed = Files.list(Path.of(directory))) {
                listed.map(Path::toString).forEach(files::add);
            }
        }
        return files;
    }

    private static int sessions(TestHost host) {
        try {
            return number(host, "pgrep -c -f '^sshd: [^/]' || true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(TestHost host, String script) throws IOException {
        return Integer.parseInt(Ferry.shell(host, script).strip());
    }

    private static Set<String> lines(TestHost host, String script) throws IOException {
        return Ferry.shell(host, script).lines().collect(Collectors.toCollection(TreeSet::new));
    }
}
