package dev.ferry.e2e;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that has succeeded, and how long it took by a clock of the host it ran on.
 *
 * @param milliseconds from its start to its end, without the way into the host
 */
record Timed(String out, double milliseconds) {
    private static final String SCRIPT =
            "start=$(date +%s%N); \"$@\" || exit; echo took $(($(date +%s%N) - start)) >&2";
    private static final Pattern TOOK = Pattern.compile("^took (\\d+)$", Pattern.MULTILINE);

    static Timed run(TestHost host, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
        line.addAll(List.of(command));
        Ran ran = host.exec(line.toArray(String[]::new));
        Matcher took = TOOK.matcher(ran.err());
        if (ran.exit() != 0 || !took.find()) throw new IOException(String.join(" ", command) + ": " + ran.err());
        return new Timed(ran.out(), Long.parseLong(took.group(1)) / 1e6);
    }
}
