package dev.ferry.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.SshOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The user with a password exists only in the mount namespace of the sshd: copies are bound over the account files. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledIfSystemProperty(named = "user.name", matches = "root", disabledReason = "a mount namespace needs root")
class PasswordRootTest {
    private static final String PASSWORD = "sesame";
    // openssl passwd -6 -salt ferry sesame
    private static final String CRYPT =
            "$6$ferry$eVS0s/dXroJjNCfyGlHjzvwKfAMK74zPOB5CRQ8zHVbfE/oX0fZ1MSo31opgsuUeiAz5.2xFYOcHdLj21Wthn0";

    @TempDir
    Path folder;

    @Test
    void logsInWithPassword() throws IOException {
        try (PrivateSshd sshd = start("PasswordAuthentication yes")) {
            Answers answers = new Answers(true, PASSWORD);
            assertThat(whoAmI(sshd, sshd.options(), answers)).isEqualTo("ferrytest");
            assertThat(answers.questions).containsExactly("Password for ferrytest@127.0.0.1:" + sshd.port() + ":");
        }
    }

    @Test
    void asksThreeTimesForAPassword() throws IOException {
        try (PrivateSshd sshd = start("PasswordAuthentication yes")) {
            Answers answers = new Answers(true, "wrong");
            assertThatThrownBy(() -> whoAmI(sshd, sshd.options(), answers)).isInstanceOf(RemoteException.class);
            assertThat(answers.questions).hasSize(3);
        }
    }

    @Test
    void answersKeyboardInteractive() throws IOException {
        try (PrivateSshd sshd = start("UsePAM yes", "KbdInteractiveAuthentication yes")) {
            Answers answers = new Answers(true, PASSWORD);
            assertThat(whoAmI(sshd, sshd.options(), answers)).isEqualTo("ferrytest");
            assertThat(answers.questions).hasSize(1).first().asString().startsWith("Password:");
        }
    }

    @Test
    void asksNothingIfPasswordsAreNotAllowed() throws IOException {
        try (PrivateSshd sshd = start("PasswordAuthentication yes")) {
            Answers answers = new Answers(true, PASSWORD);
            SshOptions keysOnly = sshd.options().withAllowPassword(false);
            assertThatThrownBy(() -> whoAmI(sshd, keysOnly, answers)).hasMessageContaining("accepts publickey,");
            assertThat(answers.questions).isEmpty();
        }
    }

    private PrivateSshd start(String... config) throws IOException {
        bind("passwd", "ferrytest:x:65123:65123::/:/bin/sh\n");
        bind("shadow", "ferrytest:" + CRYPT + ":19000:0:99999:7:::\n");
        Files.writeString(
                folder.resolve("pam"),
                "auth required pam_unix.so\naccount required pam_permit.so\nsession required pam_permit.so\n");
        String mounts = "for f in passwd shadow; do mount --bind " + folder + "/$f /etc/$f; done; mount --bind "
                + folder + "/pam /etc/pam.d/sshd; exec \"$0\" \"$@\"";
        return PrivateSshd.start(folder, List.of("unshare", "-m", "sh", "-e", "-c", mounts), config);
    }

    private void bind(String name, String line) throws IOException {
        Path copy = Files.copy(Path.of("/etc", name), folder.resolve(name));
        Files.writeString(copy, line, StandardOpenOption.APPEND);
    }

    private static String whoAmI(PrivateSshd sshd, SshOptions options, Answers answers) throws IOException {
        HostAddress address = HostAddress.parse("ferrytest@127.0.0.1:" + sshd.port());
        try (HostConnection host = HostConnection.open(address, options, answers);
                AgentChannel channel = host.exec("id -un")) {
            return new String(channel.in().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
