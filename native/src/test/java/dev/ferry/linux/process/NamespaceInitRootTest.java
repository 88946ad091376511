package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isRoot")
class NamespaceInitRootTest {
    private static final Duration A_WHILE = Duration.ofMillis(300);

    static boolean isRoot() throws IOException {
        return FileStat.of("/proc/self").uid() == 0;
    }

    @Test
    void isTheFirstOfItsNamespaceAndStaysWhileSomebodyHasItsLeash() throws Exception {
        NamespaceInit init = onAThreadOfItsOwn(NamespaceInit::unshare);
        await().untilAsserted(() ->
                assertThat(proc(init.pid(), "fd").toFile().list()).containsExactlyInAnyOrder("0", "1", "2"));
        assertThat(Files.readSymbolicLink(proc(init.pid(), "cwd"))).isEqualTo(Path.of("/"));
        assertThat(status(init.pid())).containsPattern("NSpid:\t" + init.pid() + "\t(\\d+\t)*1\n");
        await().during(A_WHILE).until(() -> isAlive(init.pid()));
        init.leash().close();
        await().until(() -> !isAlive(init.pid()));
        reap(init.pid());
    }

    @Test
    void staysUntilNobodyIsThereWhoIsSomebodyElsesChild() throws Exception {
        Stub[] guest = new Stub[1];
        NamespaceInit init = onAThreadOfItsOwn(() -> {
            NamespaceInit made = NamespaceInit.unshare();
            guest[0] = Stub.start();
            return made;
        });
        assertThat(status(guest[0].pid())).contains("\t2\n");
        init.leash().close();
        await().during(A_WHILE).until(() -> isAlive(init.pid()));
        guest[0].close();
        await().until(() -> !isAlive(init.pid()));
        reap(init.pid());
    }

    @Test
    void takesNoSignalFromItsNamespace() throws Exception {
        NamespaceInit init = onAThreadOfItsOwn(NamespaceInit::unshare);
        Signal.send(init.pid(), 15);
        await().during(A_WHILE).until(() -> isAlive(init.pid()));
        init.leash().close();
        await().until(() -> !isAlive(init.pid()));
        reap(init.pid());
    }

    /** Its children are born elsewhere from then on, so it must not be one that others use. */
    private static <T> T onAThreadOfItsOwn(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.start();
        thread.join();
        return task.get();
    }

    private static String status(int pid) throws IOException {
        return Files.readString(proc(pid, "status"));
    }

    private static Path proc(int pid, String name) {
        return Path.of("/proc", Integer.toString(pid), name);
    }

    private static boolean isAlive(int pid) throws IOException {
        return !status(pid).contains("State:\tZ");
    }

    private static void reap(int pid) throws IOException {
        BareProgram.end(pid);
    }
}
