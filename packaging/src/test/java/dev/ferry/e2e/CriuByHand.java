package dev.ferry.e2e;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.util.Optional;

/** What one does without Ferry: {@code criu dump}, the images through ssh, {@code criu restore}; everything in memory, no disk. */
final class CriuByHand {
    /** $1 pid, $2 host, $3 and $4 the files it writes to. */
    private static final String SCRIPT = "set -e; criu=$(command -v criu) images=/dev/shm/criu;"
            + " rm -rf $images; mkdir $images; $criu dump -v0 -t $1 -D $images;"
            + " tar -cf - -C / ${images#/} ${3#/} ${4#/} | ssh -c aes128-gcm@openssh.com $2 tar -xf - -C /;"
            + " ssh $2 $criu restore -v0 -d -D $images; rm -rf $images; ssh $2 rm -rf $images";

    private CriuByHand() {}

    /** Why it can not be shown here; empty if it can. */
    static Optional<String> whyNot(TestHost host) throws IOException {
        if (host.exec("sh", "-c", "command -v criu").exit() != 0) {
            return Optional.of("criu is not on the PATH.");
        }
        Ran check = host.exec("criu", "check");
        if (check.exit() == 0) return Optional.empty();
        String version = host.exec("criu", "--version")
                .out()
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        String reason = check.err().lines().reduce((first, last) -> last).orElse("no reason given");
        return Optional.of("criu (" + version + ") does not start on this kernel: " + reason);
    }

    /** Moves the program; the time is that of all commands together. */
    static Timed move(Heartbeat heartbeat, TestHost from, TestHost to) throws IOException {
        String out = heartbeat.program().out();
        String err = heartbeat.program().err();
        return Timed.run(from, "sh", "-c", SCRIPT, "sh", heartbeat.pid(), to.hostName(), out, err);
    }
}
