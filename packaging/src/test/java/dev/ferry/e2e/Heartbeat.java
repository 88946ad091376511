package dev.ferry.e2e;

import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.Program;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program {@code heartbeat.c}: it knows for how long it stood still, and whether anything of its memory was lost. */
final class Heartbeat {
    private static final Pattern REPORT = Pattern.compile("gap ([0-9.]+) ms, .*");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Program program;

    private Heartbeat(Program program) {
        this.program = program;
    }

    /** Starts it and waits until its memory is filled. */
    static Heartbeat start(TestHost host, String executable, Load load) throws IOException {
        Heartbeat heartbeat = new Heartbeat(
                host.start(executable, Integer.toString(load.mib()), Integer.toString(load.mibPerSecond())));
        heartbeat.awaitLine(host, 0, "READY");
        return heartbeat;
    }

    Program program() {
        return program;
    }

    String pid() {
        return Long.toString(program.pid());
    }

    /** The longest time in ms between two beats since this was asked last. */
    double longestGap(TestHost host) throws IOException {
        int lines = lines(host).size();
        host.exec("kill", "-USR1", pid()).outIfOk();
        Matcher report = REPORT.matcher(awaitLine(host, lines, "gap "));
        if (!report.matches()) throw new IOException("what does it say?");
        return Double.parseDouble(report.group(1));
    }

    /**
     * Lets it look at all of its memory and end.
     *
     * @throws IOException if anything is not as it was written last
     */
    void ends(TestHost host) throws IOException {
        int lines = lines(host).size();
        host.exec("kill", "-TERM", pid()).outIfOk();
        String verdict = awaitLine(host, lines, "");
        if (!verdict.startsWith("PASS")) throw new IOException("The program has lost something: " + verdict);
        await("its end").atMost(PATIENCE).until(() -> !host.alive(program.pid()));
    }

    private String awaitLine(TestHost host, int index, String beginning) {
        List<String> all = await(beginning)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> lines(host), lines -> lines.size() > index);
        return all.get(index);
    }

    /** The last line may be half written. */
    private List<String> lines(TestHost host) throws IOException {
        String text = host.read(program.out());
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
