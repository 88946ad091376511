package dev.ferry.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The program {@code passenger.c}, which looks at all it owns whenever it is asked how it is. */
final class Passenger {
    private static final String PORT = "7707";
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
    SoakMove moves(TestHost from, TestHost to) throws IOException {
        longestGap(from);
        Timed migrate = Timed.run(from, "ferry", "migrate", "--json", "--overwrite", traveller.pid(), to.hostName());
        double felt = longestGap(to);
        traveller.isNotOn(from);
        double reported = new ObjectMapper()
                .readTree(migrate.out())
                .path("milliseconds")
                .path("downtime")
                .asDouble();
        return new SoakMove(felt, reported, migrate.milliseconds());
    }

    String pid() {
        return traveller.pid();
    }

    void ends(TestHost host) throws IOException {
        traveller.ends(host);
    }

    /** In ms, since it was asked last. What it counts must have gone on since then. */
    private double longestGap(TestHost host) throws IOException {
        String said = host.exec("bash", "-c", "cat </dev/tcp/127.0.0.1/" + PORT).outIfOk();
        Matcher answer = ANSWER.matcher(said);
        if (!answer.matches()) throw new IOException("On " + host.hostName() + " it says: " + said);
        List<Long> now = IntStream.rangeClosed(2, 5)
                .mapToObj(group -> Long.valueOf(answer.group(group)))
                .toList();
        if (!IntStream.range(0, now.size()).allMatch(index -> now.get(index) > counters.get(index))) {
            throw new IOException("On " + host.hostName() + " something stands still: " + counters + ", then " + now);
        }
        counters = now;
        return Double.parseDouble(answer.group(1));
    }
}
