package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One load, measured several times: a new {@link Heartbeat} is moved, then, while it goes on, the same number of bytes of
 * the same kind is pushed through plain ssh.
 */
final class BenchRow {
    private static final String CONTENT = "/dev/shm/content";

    private final Load load;
    private final List<Move> moves = new ArrayList<>();
    private final List<Double> ssh = new ArrayList<>();
    private final List<Double> criuFelt = new ArrayList<>();
    private final List<Double> criuTotal = new ArrayList<>();

    private BenchRow(Load load) {
        this.load = load;
    }

    static BenchRow measure(Load load, BenchSite site, int times) throws IOException {
        BenchRow row = new BenchRow(load);
        TestHost from = site.from();
        Ferry.shell(from, site.heartbeat() + " --content " + load.mib() + " >" + CONTENT);
        try {
            for (int time = 0; time < times; time++) row.moveAndPush(site);
        } finally {
            Ferry.shell(from, "rm " + CONTENT);
        }
        if (site.criu()) {
            for (int time = 0; time < times; time++) row.moveByHand(site);
        }
        return row;
    }

    private void moveAndPush(BenchSite site) throws IOException {
        Heartbeat heartbeat = Heartbeat.start(site.from(), site.heartbeat(), load);
        moves.add(Move.of(heartbeat, site.from(), site.to(), site.options()));
        String push = "ssh -c aes128-gcm@openssh.com " + site.to().hostName() + " 'cat >/dev/null' <" + CONTENT;
        ssh.add(Timed.run(site.from(), "sh", "-c", push).milliseconds());
        heartbeat.ends(site.to());
    }

    private void moveByHand(BenchSite site) throws IOException {
        Heartbeat heartbeat = Heartbeat.start(site.from(), site.heartbeat(), load);
        heartbeat.longestGap(site.from());
        criuTotal.add(CriuByHand.move(heartbeat, site.from(), site.to()).milliseconds());
        criuFelt.add(heartbeat.longestGap(site.to()));
        heartbeat.ends(site.to());
    }

    Load load() {
        return load;
    }

    double median(ToDoubleFunction<Move> figure) {
        return Medians.of(moves.stream().mapToDouble(figure));
    }

    double sshMillis() {
        return Medians.of(ssh.stream().mapToDouble(Double::doubleValue));
    }

    /** NaN without criu. */
    double criuFeltMillis() {
        return Medians.of(criuFelt.stream().mapToDouble(Double::doubleValue));
    }

    /** NaN without criu. */
    double criuTotalMillis() {
        return Medians.of(criuTotal.stream().mapToDouble(Double::doubleValue));
    }

    /** Of the last move. */
    String rounds() {
        return moves.get(moves.size() - 1).rounds();
    }
}
