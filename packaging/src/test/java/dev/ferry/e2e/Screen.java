package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server of GNU screen with one window and nobody attached. */
final class Screen {
    private static final String DIRECTORY = "/srv/screen";
    private static final String NAME = "work";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Traveller server;

    private Screen(Traveller server) {
        this.server = server;
    }

    /** Starts one whose window runs a command. */
    static Screen start(TestHost host, String command) throws IOException {
        Ferry.shell(host, "mkdir -p -m 700 " + DIRECTORY);
        Ferry.shell(
                host,
                "cd /srv && SCREENDIR=" + DIRECTORY + " LC_ALL=C.UTF-8 TERM=xterm screen -c /dev/null -dmS " + NAME
                        + " " + command);
        String socket = Ferry.shell(host, "ls " + DIRECTORY).strip();
        assertThat(socket).endsWith("." + NAME);
        return new Screen(Traveller.running(socket.substring(0, socket.indexOf('.'))));
    }

    Traveller traveller() {
        return server;
    }

    private static void on(TestHost host, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("env", "SCREENDIR=" + DIRECTORY, "screen", "-S", NAME, "-X"));
        line.addAll(List.of(arguments));
        host.exec(line.toArray(String[]::new)).outIfOk();
    }

    /** Types, as a person would; {@code \r} is the Enter key. */
    static void type(TestHost host, String text) throws IOException {
        on(host, "stuff", text);
    }

    static void awaitScreen(TestHost host, String text) {
        await(text).atMost(PATIENCE).untilAsserted(() -> {
            on(host, "hardcopy", "/run/hardcopy");
            assertThat(host.read("/run/hardcopy")).contains(text);
        });
    }
}
