package dev.ferry.remote.install;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The shell of this machine as that of another host: with a home and programs that the test chooses. */
final class LocalShell implements HostConnection {
    private static final String[] PROGRAMS = {
        "sh",
        "dd",
        "uname",
        "getconf",
        "head",
        "tar",
        "gzip",
        "sha256sum",
        "readlink",
        "basename",
        "df",
        "chmod",
        "rm",
        "cat",
        "tr",
        "mkdir",
        "mv",
        "ln",
        "sleep",
        "wc",
        "grep",
        "ls",
        "sync",
        "rmdir"
    };

    private final Path home;
    private final Path bin;
    private final Map<String, String> environment = new HashMap<>();

    private LocalShell(Path home, Path bin) {
        this.home = home;
        this.bin = bin;
    }

    static LocalShell in(Path directory) throws IOException {
        LocalShell shell = new LocalShell(
                Files.createDirectory(directory.resolve("home")), Files.createDirectory(directory.resolve("bin")));
        for (String program : PROGRAMS) {
            shell.has(program, "exec " + find(program) + " \"$@\"");
        }
        return shell;
    }

    private static Path find(String program) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    Path home() {
        return home;
    }

    /** Where the engine is brought to. */
    Path cache() {
        return home.resolve(".cache/ferry");
    }

    /** Takes a program away. */
    void lacks(String program) throws IOException {
        Files.delete(bin.resolve(program));
    }

    /** Puts a script in place of a program, or beside them. */
    Path has(String program, String script) throws IOException {
        Files.deleteIfExists(bin.resolve(program));
        Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void with(String variable, String value) {
        environment.put(variable, value);
    }

    @Override
    public HostAddress address() {
        return HostAddress.parse("other");
    }

    @Override
    public AgentChannel exec(String command, ErrorListener errors) throws RemoteException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", bin.toString());
        return channel(builder);
    }

    /** A program of this machine in place of a remote one. */
    static AgentChannel channel(ProcessBuilder builder) throws RemoteException {
        try {
            return new Channel(
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            throw new RemoteException(RemoteException.Kind.OTHER, e.getMessage(), e);
        }
    }

    @Override
    public void close() {}

    private record Channel(Process process) implements AgentChannel {
        @Override
        public InputStream in() {
            return process.getInputStream();
        }

        @Override
        public OutputStream out() {
            return process.getOutputStream();
        }

        @Override
        public String errorTail() {
            return "";
        }

        @Override
        public OptionalInt exitStatus() {
            return OptionalInt.empty();
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
        }
    }
}
