package dev.ferry.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A system bus and a polkitd of the test's own, in a mount namespace that ends with them; this machine's are not touched. */
final class Polkit implements Closeable {
    private static final Path POLKITD = Path.of("/usr/lib/polkit-1/polkitd");

    /** Says READY, and ends with its standard input. */
    private static final String START = """
            mount --make-rprivate /
            mkdir -p /run/dbus && mount -t tmpfs tmpfs /run/dbus && mount -t tmpfs -o mode=755 tmpfs /etc/polkit-1/rules.d || exit
            printf %s "$1" >/etc/polkit-1/rules.d/50-test.rules
            dbus-daemon --system --nofork --nopidfile >&2 & bus=$!
            until [ -S /run/dbus/system_bus_socket ]; do kill -0 $bus || exit; sleep 0.1; done
            "$2" --no-debug >&2 & polkitd=$!
            until dbus-send --system --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \\
                    string:org.freedesktop.PolicyKit1 | grep -q true; do kill -0 $polkitd || exit; sleep 0.1; done
            echo READY
            cat >/dev/null
            kill $polkitd $bus
            """;

    /** An agent is there for one process, which becomes the command; it ends with the bus. */
    private static final String WITH_AGENT = """
            python3 -c "$1" $$ </dev/null >>"$2" 2>/dev/null &
            until grep -qx "READY $$" "$2"; do sleep 0.1; done
            shift 2
            exec "$@"
            """;

    private final Process namespace;

    private Polkit(Process namespace) {
        this.namespace = namespace;
    }

    /**
     * Starts it.
     *
     * @param answer YES, NO, or AUTH_ADMIN: somebody is asked
     */
    static Polkit thatSays(String answer, LocalUser about) throws IOException {
        Installed.require("pkexec", "dbus-daemon", "dbus-send", "nsenter", "unshare");
        assumeTrue(Files.isExecutable(POLKITD), "polkitd is not installed");
        Polkit polkit = new Polkit(new ProcessBuilder(
                        "unshare", "--mount", "sh", "-c", START, "sh", rule(about.name(), answer), POLKITD.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        String ready = polkit.namespace.inputReader(StandardCharsets.US_ASCII).readLine();
        if (!"READY".equals(ready)) throw new IOException("There is no polkitd: " + ready);
        return polkit;
    }

    private static String rule(String user, String answer) {
        return """
                polkit.addRule(function(action, subject) {
                    if (action.id == "org.freedesktop.policykit.exec" && subject.user == "%s") return polkit.Result.%s;
                });
                """.formatted(user, answer);
    }

    /** These words with a person at their screen who closes every dialog; {@code said} gets a line ASKED for each. */
    static List<String> dismissing(Path said, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("sh", "-c", WITH_AGENT, "sh", TestResource.text("dismissing_agent.py"), said.toString()));
        words.addAll(command);
        return words;
    }

    /** These words where pkexec finds it. */
    List<String> inside(List<String> command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--mount=/proc/" + namespace.pid() + "/ns/mnt", "--"));
        words.addAll(command);
        return words;
    }

    @Override
    public void close() throws IOException {
        namespace.getOutputStream().close();
        try {
            namespace.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("polkitd was not waited for");
        }
    }
}
