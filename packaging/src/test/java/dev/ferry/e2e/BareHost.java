package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A test host with an sshd and a shell, and neither Java nor Ferry. */
record BareHost(TestHost host) {
    /** Where engines are brought to, of root. */
    static final String PLACE = "/root/.cache/ferry";

    private static final Path HOME = Ferry.LAUNCHER.getParent().getParent();

    /** Hides from this host what the machine below has. */
    static BareHost of(TestHost host) throws IOException {
        Ferry.shell(
                host,
                "rm -rf /usr/bin/java /usr/local/bin/ferry /opt/ferry " + PLACE
                        + " && mkdir -p /usr/lib/jvm && mount -t tmpfs none /usr/lib/jvm && mount -t tmpfs none "
                        + HOME);
        return new BareHost(host);
    }

    /** Every file that was brought, with what would change if it were brought again. */
    String files() throws IOException {
        return Ferry.shell(host, "find " + PLACE + " -printf '%p %i %s %C@\\n' | sort");
    }

    /** Names in the directory: versions, current, and what an unfinished installation has there. */
    String content() throws IOException {
        return host.exec("ls", "-A", PLACE).out();
    }

    /** Makes a version that was brought earlier, and in use since. */
    void pretendToHave(String version) throws IOException {
        String bin = PLACE + "/versions/" + version + "/bin";
        Ferry.shell(host, "mkdir -p " + bin + " && ln -sfn versions/" + version + " " + PLACE + "/current");
        host.write(bin + "/ferry", "#!/bin/sh\necho ferry 0.0\n");
        Ferry.shell(host, "chmod 755 " + bin + "/ferry");
    }

    List<String> versions() throws IOException {
        return Ferry.shell(host, "ls " + PLACE + "/versions").lines().toList();
    }

    boolean isEmpty() throws IOException {
        return host.exec("test", "-e", PLACE).exit() == 1;
    }
}
