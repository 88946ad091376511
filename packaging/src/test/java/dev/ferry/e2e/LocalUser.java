package dev.ferry.e2e;

import dev.ferry.app.LocalConnection;
import dev.ferry.testhost.Ran;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A user of this machine, made for a test, who may do by sudo what the test says. */
final class LocalUser implements Closeable {
    private final String name;
    private final Path rule;

    private LocalUser(String name) {
        this.name = name;
        this.rule = Path.of("/etc/sudoers.d", name);
    }

    /** One of this name and the pid of this test, without a home. */
    static LocalUser make(String name) throws IOException {
        Ferry.requireForAll();
        LocalUser user = new LocalUser(name + ProcessHandle.current().pid());
        run("useradd", "--no-create-home", "--shell", "/bin/sh", user.name);
        return user;
    }

    String name() {
        return name;
    }

    LocalUser withPassword(String password) throws IOException {
        Ran.here(List.of("sh", "-c", "echo \"$1:$2\" | chpasswd", "sh", name, password))
                .outIfOk();
        return this;
    }

    /** What sudoers(5) has behind the name. */
    LocalUser may(String what) throws IOException {
        Files.writeString(rule, name + " " + what + "\n");
        Files.setPosixFilePermissions(rule, PosixFilePermissions.fromString("r--r-----"));
        run("visudo", "--check", "--file", rule.toString());
        return this;
    }

    /** Commands of this machine as that user; exec(2) and no fork, so that sudo knows whose children they are. */
    LocalConnection here() {
        return new LocalConnection(
                "setpriv", "--reuid=" + name, "--regid=" + name, "--init-groups", "--reset-env", "--");
    }

    /** The same for somebody who sits at a screen and asks this polkitd. */
    LocalConnection at(Polkit polkit) {
        return new LocalConnection(polkit.inside(List.of(
                        "setpriv",
                        "--reuid=" + name,
                        "--regid=" + name,
                        "--init-groups",
                        "--reset-env",
                        "--",
                        "env",
                        "DISPLAY=:0"))
                .toArray(String[]::new));
    }

    /** The same, and closes every dialog; {@code said} tells how often. */
    LocalConnection dismissing(Polkit polkit, Path said) throws IOException {
        List<String> words = new ArrayList<>(polkit.inside(
                List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--init-groups", "--reset-env", "--")));
        words.addAll(Polkit.dismissing(said, List.of("env", "DISPLAY=:0")));
        return new LocalConnection(words.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException {
        Ran.here(List.of(command)).outIfOk();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(rule);
        Files.deleteIfExists(Path.of("/run/sudo/ts", name));
        Files.deleteIfExists(Path.of("/var/lib/sudo/lectured", name));
        run("userdel", "--force", name);
    }
}
