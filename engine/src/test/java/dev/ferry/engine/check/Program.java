package dev.ferry.engine.check;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that prints READY when it is set up and then waits. It runs in a session of its own without open files other than its
 * output, and ends on close.
 */
record Program(Process process, Path out) implements AutoCloseable {

    /** Runs a shell script, which has closed its descriptors before it becomes {@code sleep}. */
    static Program quiet() throws IOException {
        return start("/bin/sh", "-c", "exec sleep 1000 <&- >&- 2>&-");
    }

    /** Runs python code; it waits after that. */
    static Program python(String code) throws IOException {
        return start("python3", "-c", "import os,signal\n" + code + "\nos.write(1, b'READY')\nsignal.pause()")
                .ready();
    }

    static Program start(String... command) throws IOException {
        Path out = Files.createTempFile("program", ".out");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        Program program = new Program(builder.start(), out);
        await().until(() ->
                !Files.readString(Path.of("/proc", program.pid() + "", "comm")).isEmpty());
        return program;
    }

    private Program ready() {
        await().until(() -> Files.readString(out).equals("READY"));
        return this;
    }

    int pid() {
        return (int) process.pid();
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        Files.delete(out);
    }
}
