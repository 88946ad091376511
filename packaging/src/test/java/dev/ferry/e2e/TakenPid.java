package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import java.io.IOException;

/** A program that has the very pid on a host that another one would like to have there. */
record TakenPid(String pid) {
    /** Starts it; it sleeps. */
    static TakenPid on(TestHost host, String pid) throws IOException {
        String before = Long.toString(Long.parseLong(pid) - 1);
        String got = Ferry.shell(
                host,
                "echo " + before + " >/proc/sys/kernel/ns_last_pid;"
                        + " setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $!");
        assertThat(got.strip()).isEqualTo(pid);
        TakenPid taken = new TakenPid(pid);
        await().untilAsserted(() -> taken.isThere(host));
        return taken;
    }

    /** Where the one who wanted it has come to instead, out of {@code ferry migrate --json}. */
    static String pidThere(String answer) throws IOException {
        return new ObjectMapper().readTree(answer).path("pidThere").asText();
    }

    /** Nobody has done anything to it. */
    void isThere(TestHost host) throws IOException {
        assertThat(host.read("/proc/" + pid + "/comm")).isEqualTo("sleep\n");
    }

    void ends(TestHost host) throws IOException {
        host.exec("kill", "-KILL", pid).outIfOk();
    }
}
