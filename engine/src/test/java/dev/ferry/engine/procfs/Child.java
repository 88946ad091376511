package dev.ferry.engine.procfs;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.Callable;

/** A shell script running as our child, killed with its children on close. */
record Child(Process process) implements AutoCloseable {

    static Child running(String script) throws IOException {
        return new Child(new ProcessBuilder("/bin/sh", "-c", script).start());
    }

    int pid() {
        return (int) process.pid();
    }

    /** Waits until the script has reached a state. */
    Child until(Callable<Boolean> condition) {
        await().pollInSameThread().until(condition);
        return this;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
