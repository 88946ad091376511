package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Moves one program to and fro, many times, and looks for what is lost, leaks or gets slower. */
public final class Soak {
    /** Lines of the table, about. */
    private static final int LINES = 10;
    /** How much the memory of the program may grow: what was not in memory is read again when it is used. */
    private static final long SPARE_KIB = 1024;
    /** Migrations that are over are remembered for a while, not all of them for ever. */
    private static final int JOURNAL_ENTRIES = 1_100;

    private final TestHost hostA;
    private final TestHost hostB;
    private final Passenger program;
    private final List<SoakMove> moves = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private Soak(TestHost hostA, TestHost hostB, Passenger program) {
        this.hostA = hostA;
        this.hostB = hostB;
        this.program = program;
    }

    /** What {@code packaging/soak.sh} starts: how many times there and back. Needs root. */
    public static void main(String... arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("ferry-soak");
        try (TestHosts hosts = TestHosts.named("hostA", "hostB")) {
            String executable = Installed.compiled("passenger", directory);
            hosts.open();
            Ferry.installOn(hosts.get("hostA"), hosts.get("hostB"));
            List<String> complaints = run(hosts.get("hostA"), hosts.get("hostB"), executable, rounds);
            complaints.forEach(System.out::println);
            System.out.println(complaints.isEmpty() ? "Nothing was lost, nothing leaks." : "NOT CLEAN");
            if (!complaints.isEmpty()) System.exit(1);
        } finally {
            Files.deleteIfExists(directory.resolve("passenger"));
            Files.delete(directory);
        }
    }

    /**
     * Prints a table, and returns what leaks or gets slower.
     *
     * @throws IOException if the program can not be moved or has lost something
     */
    static List<String> run(TestHost hostA, TestHost hostB, String executable, int rounds) throws IOException {
        Soak soak = new Soak(hostA, hostB, Passenger.start(hostA, executable, "/srv/soak"));
        soak.run(rounds);
        soak.program.ends(hostA);
        return soak.complaints;
    }

    /** The first round brings files to hostB that stay there, so what is there afterwards is compared with. */
    private void run(int rounds) throws IOException {
        print(
                "there, back",
                "stood still",
                "ferry says",
                "total",
                "fds",
                "RSS",
                "mappings",
                "processes",
                "files",
                "journal");
        thereAndBack();
        SoakSample first = sample(1);
        for (int round = 2; round <= rounds; round++) {
            thereAndBack();
            if (round % Math.max(1, rounds / LINES) == 0 && round != rounds) sample(round);
        }
        compare(first, sample(rounds));
        compareTimes();
    }

    private void thereAndBack() throws IOException {
        moves.add(program.moves(hostA, hostB, "--overwrite"));
        moves.add(program.moves(hostB, hostA, "--overwrite"));
    }

    /** Times in the line are medians since the beginning. */
    private SoakSample sample(int round) throws IOException {
        SoakSample sample = SoakSample.of(program, hostA, hostB);
        print(
                round,
                millis(SoakMove.median(moves, SoakMove::felt)),
                millis(SoakMove.median(moves, SoakMove::reported)),
                millis(SoakMove.median(moves, SoakMove::total)),
                sample.fds(),
                sample.rssKib() + " KiB",
                sample.mappings(),
                sample.here().processes().size() + ", "
                        + sample.there().processes().size(),
                sample.here().files().size() + ", " + sample.there().files().size(),
                sample.here().journal() + ", " + sample.there().journal());
        return sample;
    }

    private void compare(SoakSample first, SoakSample last) {
        complainIf(last.fds() != first.fds(), "The program had " + first.fds() + " fds and has " + last.fds() + ".");
        complainIf(
                last.rssKib() > first.rssKib() + SPARE_KIB,
                "The program had " + first.rssKib() + " KiB of memory and has " + last.rssKib() + " KiB.");
        complainIf(
                last.mappings() > first.mappings(),
                "The program had " + first.mappings() + " mappings and has " + last.mappings() + ".");
        compare(hostA, first.here(), last.here());
        compare(hostB, first.there(), last.there());
    }

    private void compare(TestHost host, SoakSample.OnHost first, SoakSample.OnHost last) {
        complainAbout("processes", host, first.processes(), last.processes());
        complainAbout("files", host, first.files(), last.files());
        complainIf(
                last.journal() > JOURNAL_ENTRIES,
                "The journal on " + host.hostName() + " has " + last.journal() + " entries.");
    }

    private void complainAbout(String what, TestHost host, Set<String> first, Set<String> last) {
        Set<String> more = new TreeSet<>(last);
        more.removeAll(first);
        complainIf(!more.isEmpty(), "More " + what + " on " + host.hostName() + ": " + more + ".");
    }

    /** Others use the machine too, so only what is clearly slower counts. */
    private void compareTimes() {
        double[] felt = SoakMove.medianOfEnds(moves, SoakMove::felt);
        System.out.println(
                "stood still: " + millis(felt[0]) + " in the first quarter, " + millis(felt[1]) + " in the last");
        complainIf(
                felt[1] > 2 * felt[0] + 50,
                "The program stood still for " + millis(felt[0]) + " at first and for " + millis(felt[1])
                        + " at last.");
    }

    private void complainIf(boolean bad, String sentence) {
        if (bad) complaints.add(sentence);
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private static void print(Object... columns) {
        System.out.printf(Locale.ROOT, "%11s %12s %12s %12s %5s %10s %9s %10s %9s %9s%n", columns);
    }
}
