package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server of tmux with one pane, driven as a person at a keyboard would. */
final class Tmux {
    private static final String SOCKET = "/srv/tmux/socket";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Traveller server;

    private Tmux(Traveller server) {
        this.server = server;
    }

    /** Starts a server whose pane runs a command; no client is attached. */
    static Tmux start(TestHost host, String command) throws IOException {
        Ferry.shell(host, "mkdir -p -m 700 /srv/tmux");
        Ferry.shell(
                host,
                "cd /srv && LC_ALL=C.UTF-8 SHELL=/bin/sh tmux -S " + SOCKET
                        + " -f /dev/null new-session -d -x 90 -y 20 '" + command + "'");
        return new Tmux(Traveller.running(on(host, "display-message", "-p", "#{pid}")));
    }

    Traveller traveller() {
        return server;
    }

    /** One command of tmux on a host, and what it prints. */
    static String on(TestHost host, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("tmux", "-S", SOCKET));
        line.addAll(List.of(arguments));
        return host.exec(line.toArray(String[]::new)).outIfOk();
    }

    /** Presses keys: names such as {@code Enter}, or text. */
    static void press(TestHost host, String... keys) throws IOException {
        List<String> line = new ArrayList<>(List.of("send-keys"));
        line.addAll(List.of(keys));
        on(host, line.toArray(String[]::new));
    }

    static String screen(TestHost host) throws IOException {
        return on(host, "capture-pane", "-p");
    }

    static void awaitScreen(TestHost host, String text) {
        await(text)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(screen(host)).contains(text));
    }
}
