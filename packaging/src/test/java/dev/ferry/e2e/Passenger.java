package dev.ferry.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The program {@code passenger.c}, which looks at all it owns whenever it is asked how it is. */
final class Passenger {
    private static final String PORT = "7707";
    /** Each time takes some milliseconds. */
    private static final int ASKED_AT_MOST = 50;

    private static final Pattern ANSWER =
            Pattern.compile("gap ([0-9.]+) ms, beats (\\d+), writes (\\d+), taken (\\d+), total (\\d+)\n");

    private final Traveller traveller;
    private List<Long> counters = List.of(0L, 0L, 0L, 0L);

    private Passenger(Traveller traveller) {
        this.traveller = traveller;
    }

    /** Starts it; one of its files stands in the directory, which is made. */
    static Passenger start(TestHost host, String executable, String directory) throws IOException {
        Ferry.shell(host, "mkdir -p " + directory);
        Passenger program = new Passenger(Traveller.start(host, executable, directory, PORT));
        program.traveller.awaitOut(host, "READY");
        program.longestGap(host);
        return program;
    }

    /**
     * Moves it, and asks it there.
     *
     * @throws IOException if anything is lost
     */
    SoakMove moves(TestHost from, TestHost to, String... options) throws IOException {
        longestGap(from);
        List<String> command = new ArrayList<>(List.of("ferry", "migrate", "--json", pid(), to.hostName()));
        command.addAll(List.of(options));
        Timed migrate = Timed.run(from, command.toArray(String[]::new));
        double felt = longestGap(to);
        traveller.isNotOn(from);
        double reported = new ObjectMapper()
                .readTree(migrate.out())
                .path("milliseconds")
                .path("downtime")
                .asDouble();
        return new SoakMove(felt, reported, migrate.milliseconds());
    }

    /**
     * Asks it.
     *
     * @throws IOException if anything is lost, or stands still
     */
    void isWellOn(TestHost host) throws IOException {
        traveller.isOn(host);
        longestGap(host);
    }

    String pid() {
        return traveller.pid();
    }

    void ends(TestHost host) throws IOException {
        traveller.ends(host);
    }

    /** In ms, since it was asked last. What it counts must have gone on since then, or go on soon. */
    private double longestGap(TestHost host) throws IOException {
        List<Long> before = counters;
        double longest = 0;
        for (int asked = 0; asked < ASKED_AT_MOST; asked++) {
            longest = Math.max(longest, ask(host));
            if (IntStream.range(0, before.size()).allMatch(index -> counters.get(index) > before.get(index))) {
                return longest;
            }
        }
        throw new IOException("On " + host.hostName() + " something stands still: " + before + ", then " + counters);
    }

    private double ask(TestHost host) throws IOException {
        String said = host.exec("bash", "-c", "cat </dev/tcp/127.0.0.1/" + PORT).outIfOk();
        Matcher answer = ANSWER.matcher(said);
        if (!answer.matches()) throw new IOException("On " + host.hostName() + " it says: " + said);
        counters = IntStream.rangeClosed(2, 5)
                .mapToObj(group -> Long.valueOf(answer.group(group)))
                .toList();
        return Double.parseDouble(answer.group(1));
    }
}
