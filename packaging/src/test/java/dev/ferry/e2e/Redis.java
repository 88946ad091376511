package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A redis server on a test host. */
record Redis(Traveller traveller) {
    static final String DIRECTORY = "/srv/redis";
    static final String PORT = "6379";

    /** Starts one with a log of its writes in {@link #DIRECTORY}. */
    static Redis start(TestHost host) throws IOException {
        Ferry.shell(host, "mkdir -p " + DIRECTORY);
        Traveller server = Traveller.start(
                host,
                "redis-server",
                "--port",
                PORT,
                "--enable-debug-command",
                "yes",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--dir",
                DIRECTORY);
        server.awaitOut(host, "Ready to accept connections");
        return new Redis(server);
    }

    /** {@code key:0}, {@code key:1}... with short values. */
    void populate(TestHost host, int keys) throws IOException {
        cli(host, "debug", "populate", Integer.toString(keys));
    }

    /** What redis-cli prints there. */
    String cli(TestHost host, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-p", PORT));
        line.addAll(List.of(command));
        return host.exec(line.toArray(String[]::new)).outIfOk();
    }
}
