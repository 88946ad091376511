package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.Program;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import dev.ferry.testwindow.ConsoleDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The same over ssh, with a host that is not known yet. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleSshMigrationTest {
    private static final String PASSWORD = "Kahn-und-Faehre-17";
    private static final String PASSWORD_PORT = "2222";

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA");

    @RegisterExtension
    static final ConsoleSite SITE = ConsoleSite.withSandbox();

    @TempDir
    Path directory;

    private ConsoleDriver console;
    private LocalCounter counter;

    @BeforeEach
    void open(TestHost hostA) throws Exception {
        console = SITE.open(directory, ConsoleSite.Reach.to(hostA, directory, directory.resolve("known_hosts")));
        console.seeText("#host-this-machine", "core");
    }

    @Test
    void asksOnceAboutAnUnknownKeyAndMovesAProgramThere(TestHost hostA) throws Exception {
        String card = "#host-" + hostA.address().replace('.', '-');
        counter = SITE.count(directory);
        addHost(hostA);
        console.see("#fingerprint");
        console.screenshot("unknown-host-key");
        console.robot().clickOn("Do not connect");
        console.seeText(card, "Try again");
        console.screenshot("host-unusable");
        console.robot().clickOn("Try again");
        console.see("#fingerprint");
        console.robot().clickOn("Trust this host");
        console.seeText(card, "hostA");
        dragOnto(card);
        console.seeText("#tray", "now. It stood still");
        console.screenshot("moved-over-ssh");
        assertThat(hostA.alive(Long.parseLong(counter.pid()))).isTrue();
        assertThat(Files.readString(directory.resolve("known_hosts"))).contains(hostA.address());
    }

    /** Of an sshd that takes no keys. A wrong answer first; the right one is not written anywhere. */
    @Test
    void asksForThePasswordAndMovesAProgramThere(TestHost hostA) throws Exception {
        Ferry.shell(hostA, "echo root:" + PASSWORD + " | chpasswd");
        Program sshd = hostA.start(sshdWithPasswords(hostA));
        counter = SITE.count(directory);
        addHost("root@" + hostA.address() + ":" + PASSWORD_PORT);
        console.see("#fingerprint");
        console.robot().clickOn("Trust this host");
        answer("wrong");
        answer(PASSWORD);
        String card = "#host-root-" + hostA.address().replace('.', '-') + "-" + PASSWORD_PORT;
        console.seeText(card, "hostA");
        dragOnto(card);
        console.seeText("#tray", "now. It stood still");
        assertThat(hostA.alive(Long.parseLong(counter.pid()))).isTrue();
        assertThat(contentBelow(directory)).noneMatch(text -> text.contains(PASSWORD));
        hostA.exec("kill", Long.toString(sshd.pid())).outIfOk();
    }

    private static String[] sshdWithPasswords(TestHost host) throws IOException {
        String key = "/etc/ssh/password_host_key";
        Ferry.shell(host, "ssh-keygen -q -t ed25519 -N '' -f " + key);
        return new String[] {
            "/usr/sbin/sshd",
            "-D",
            "-f",
            "/dev/null",
            "-h",
            key,
            "-p",
            PASSWORD_PORT,
            "-o",
            "PubkeyAuthentication no",
            "-o",
            "PasswordAuthentication yes",
            "-o",
            "PermitRootLogin yes",
            "-o",
            "KbdInteractiveAuthentication no",
            "-o",
            "UsePAM no",
            "-o",
            "PidFile none"
        };
    }

    private void answer(String password) {
        console.see("#secret");
        console.robot().clickOn("#secret").write(password).type(KeyCode.ENTER);
        await("the end of the question")
                .until(() -> console.robot().lookup("#secret").tryQuery().isEmpty() || isEmptySecret());
    }

    private boolean isEmptySecret() {
        return console.robot().lookup("#secret").<TextField>query().getText().isEmpty();
    }

    private static List<String> contentBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return texts;
        }
    }

    @Test
    void saysThatTheLinkWasCutAndTheProgramGoesOnHere(TestHost hostA) throws Exception {
        String card = "#host-" + hostA.address().replace('.', '-');
        counter = SITE.count(directory, 200);
        addHost(hostA);
        console.see("#fingerprint");
        console.robot().clickOn("Trust this host");
        console.seeText(card, "hostA");
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see(card));
        console.drop();
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#choice-rate").write("20M").type(KeyCode.ENTER);
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#preflight-move");
        console.seeText("#tray", "1 round");
        hostA.cutLink();
        try {
            console.seeText("#tray", "Try again", Duration.ofSeconds(60));
            console.seeText("#tray", "(PID " + counter.pid() + ") was not moved and goes on running on this machine: ");
            console.screenshot("link-cut");
            counter.countsHere();
            console.seeText(card, "Try again", Duration.ofSeconds(60));
        } finally {
            hostA.restoreLink();
        }
    }

    /** A click on the finding gives it a namespace of its own there, and the way back leads out of that. */
    @Test
    void givesAProgramANamespaceWhosePidIsTaken(TestHost hostA) throws Exception {
        String card = "#host-" + hostA.address().replace('.', '-');
        counter = SITE.count(directory);
        TakenPid taken = TakenPid.on(hostA, counter.pid());
        addHost(hostA);
        console.see("#fingerprint");
        console.robot().clickOn("Trust this host");
        console.seeText(card, "hostA");
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see(card));
        console.drop();
        console.see("#offer-pid-namespace");
        console.screenshot("pid-taken");
        console.robot().clickOn("#offer-pid-namespace");
        moveWhenItMay();
        console.seeText("#tray", "There its PID is");
        console.screenshot("moved-into-a-namespace");
        await().until(() -> !counter.isHere());
        console.robot().clickOn("Move back");
        console.seeText("#preflight", "stands against it");
        console.robot().clickOn("#choice-files").clickOn("Replace the file of that host");
        moveWhenItMay();
        console.seeText("#tray", "runs on this machine now");
        counter.countsHere();
        taken.isThere(hostA);
    }

    private void moveWhenItMay() {
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#preflight-move");
    }

    private void dragOnto(String card) {
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see(card));
        console.drop();
        moveWhenItMay();
    }

    private void addHost(TestHost host) {
        addHost(host.address());
    }

    private void addHost(String address) {
        console.robot().push(KeyCode.CONTROL, KeyCode.N);
        console.see("#add-address");
        console.screenshot("add-host");
        console.robot().clickOn("#add-address").write(address).clickOn("#add-add");
    }
}
