package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that live in terminals, which move with the program that holds the other end. */
final class TerminalsMigrationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"pty-pair", "pty-session", "pty-packet"})
    void specimensGoOverSsh(String name, TestHost hostA, TestHost hostB) throws IOException {
        MovedSpecimen.passes(name, directory, hostA, hostB);
    }

    private static void awaitLine(TestHost host, String file, String line) {
        await(line)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(host.exec("cat", file).out()).contains(line));
    }

    @Test
    void tmuxMovesWithAnEditorAndItsUnsavedText(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("tmux", "vim.tiny", "script");
        Ferry.shell(hostA, "mkdir -p /srv/edit");
        Ferry.shell(hostB, "rm -rf /srv/tmux");
        Tmux tmux = Tmux.start(hostA, "vim.tiny -u NONE -N /srv/edit/text");
        Tmux.awaitScreen(hostA, "/srv/edit/text");
        Tmux.press(hostA, "i", "unsaved text");
        Tmux.awaitScreen(hostA, "unsaved text");
        String modes = "stat -c '%n %a %u %F' /srv/tmux /srv/tmux/socket";
        String before = Ferry.shell(hostA, modes);

        tmux.traveller().moves(hostA, hostB);

        assertThat(Tmux.screen(hostB)).contains("unsaved text");
        assertThat(Ferry.shell(hostB, modes)).isEqualTo(before);
        assertThat(hostB.exec("test", "-e", "/srv/edit/text").exit()).isEqualTo(1);
        isShownToWhoAttaches(hostB, "unsaved text");
        Tmux.press(hostB, ", typed on");
        Tmux.awaitScreen(hostB, "unsaved text, typed on");
        Tmux.press(hostB, "Escape", ":w", "Enter");
        awaitLine(hostB, "/srv/edit/text", "unsaved text, typed on");
        Tmux.press(hostB, ":q", "Enter");
        tmux.traveller().isNotOn(hostB);
    }

    /** Attaches a client in a terminal of its own, until its screen has the text. */
    private static void isShownToWhoAttaches(TestHost host, String text) throws IOException {
        Traveller client = Traveller.start(
                host,
                "bash",
                "-c",
                "exec env TERM=xterm script -qfc 'tmux -S /srv/tmux/socket attach' /run/attached < <(exec sleep 100)");
        awaitLine(host, "/run/attached", text);
        Tmux.on(host, "detach-client");
        client.ends(host);
    }

    /** The whole vim, with its swap file, colours and an undo tree, there and back. */
    @Test
    void screenMovesWithVimThereAndBack(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("screen", "vim.basic");
        Ferry.shell(hostA, "mkdir -p /srv/edit && seq 1 2000 > /srv/edit/numbers.c");
        Screen screen = Screen.start(hostA, "vim.basic -u NONE -N --cmd 'syntax on' /srv/edit/numbers.c");
        Screen.awaitScreen(hostA, "numbers.c");
        Screen.type(hostA, "ounsaved text\033");
        Screen.awaitScreen(hostA, "unsaved text");

        screen.traveller().moves(hostA, hostB);

        Screen.awaitScreen(hostB, "unsaved text");
        Screen.type(hostB, "othere\033");
        Screen.awaitScreen(hostB, "there");
        screen.traveller().moves(hostB, hostA, "--overwrite");
        Screen.type(hostA, "oback\033u");
        Screen.type(hostA, ":w\r");
        awaitLine(hostA, "/srv/edit/numbers.c", "1\nunsaved text\nthere\n2\n");
        Screen.type(hostA, "uu:w\r");
        awaitLine(hostA, "/srv/edit/numbers.c", "1\n2\n3\n");
        Screen.type(hostA, ":q\r");
        screen.traveller().isNotOn(hostA);
    }

    @Test
    void aShellKeepsItsJobs(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("tmux", "bash");
        Ferry.shell(hostB, "rm -rf /srv/tmux");
        Tmux tmux = Tmux.start(hostA, "PS1=ready: exec bash --norc");
        Tmux.awaitScreen(hostA, "ready:");
        Tmux.press(hostA, "echo one; sleep 1001", "Enter");
        Tmux.awaitScreen(hostA, "\none\n");
        Tmux.press(hostA, "C-z");
        Tmux.awaitScreen(hostA, "Stopped");
        Tmux.press(hostA, "sleep 1002 &", "Enter", "echo two; cat", "Enter");
        Tmux.awaitScreen(hostA, "\ntwo\n");
        Tmux.press(hostA, "half a li");
        Tmux.awaitScreen(hostA, "half a li");

        tmux.traveller().moves(hostA, hostB);

        Tmux.press(hostB, "ne", "Enter");
        Tmux.awaitScreen(hostB, "half a line\nhalf a line");
        Tmux.press(hostB, "C-c");
        awaitPrompt(hostB);
        Tmux.press(hostB, "jobs", "Enter");
        Tmux.awaitScreen(hostB, "Running");
        assertThat(Tmux.screen(hostB)).contains("sleep 1001", "sleep 1002 &");
        Tmux.press(hostB, "fg %1", "Enter");
        Tmux.awaitScreen(hostB, "fg %1\nsleep 1001");
        Tmux.press(hostB, "C-c");
        awaitPrompt(hostB);
        Tmux.press(hostB, "kill %2; exit", "Enter");
        tmux.traveller().isNotOn(hostB);
    }

    private static void awaitPrompt(TestHost host) {
        await("a prompt")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Tmux.screen(host).strip()).endsWith("\nready:"));
    }

    @Test
    void scriptRecordsOn(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("script");
        Ferry.shell(hostA, "mkdir -p /srv/script");
        Traveller script = Traveller.start(
                hostA,
                "script",
                "-qfc",
                "i=0; while [ ! -e /srv/script/stop ]; do i=$((i + 1)); echo number $i; sleep 0.02; done",
                "/srv/script/record");
        awaitLine(hostA, "/srv/script/record", "number 20");
        script.moves(hostA, hostB);
        long before = numbers(hostB).size();
        await().atMost(PATIENCE).until(() -> numbers(hostB).size() > before + 5);
        Ferry.shell(hostB, "touch /srv/script/stop");
        script.isNotOn(hostB);
        List<String> numbers = numbers(hostB);
        for (int index = 0; index < numbers.size(); index++) {
            assertThat(numbers.get(index)).isEqualTo("number " + (index + 1));
        }
    }

    private static List<String> numbers(TestHost host) throws IOException {
        return host.read("/srv/script/record")
                .lines()
                .filter(line -> line.startsWith("number "))
                .map(String::strip)
                .toList();
    }

    @Test
    void whatStaysInItsTerminalIsRefusedWithTheHolder(TestHost hostA) throws IOException {
        Installed.require("tmux");
        Tmux.start(hostA, "sleep 1003");
        String shell = Tmux.on(hostA, "display-message", "-p", "#{pane_pid}").strip();
        Ferry.complaint(Ferry.on(hostA, "migrate", shell, "hostB"), Ferry.REFUSED)
                .contains("is a terminal whose other end has fd", "(tmux: server)", "stays behind", "tmux, screen");
        Tmux.on(hostA, "kill-server");
    }
}
