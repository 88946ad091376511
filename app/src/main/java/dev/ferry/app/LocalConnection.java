package dev.ferry.app;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

/** This machine as a host like any other: commands are its own children. */
public final class LocalConnection implements HostConnection {
    private static final HostAddress ADDRESS = HostAddress.parse("localhost");

    private final List<String> before;

    /** Puts these words, such as {@code setpriv --reuid=anna}, before every command. */
    public LocalConnection(String... before) {
        this.before = List.of(before);
    }

    /** These words with what comes before every command. */
    public List<String> words(String... command) {
        List<String> words = new ArrayList<>(before);
        words.addAll(List.of(command));
        return words;
    }

    @Override
    public HostAddress address() {
        return ADDRESS;
    }

    @Override
    public AgentChannel exec(String command, ErrorListener errors) throws RemoteException {
        List<String> words = words("sh", "-c", command);
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(new File("/"));
            // Who has become root by sudo to start us has not done so for that engine alone.
            builder.environment().keySet().removeIf(name -> name.startsWith("SUDO_"));
            Process process = builder.start();
            return new ProgramChannel(
                    process.getInputStream(),
                    process.getOutputStream(),
                    process.getErrorStream(),
                    () -> end(process),
                    errors);
        } catch (IOException e) {
            throw new RemoteException(
                    RemoteException.Kind.OTHER, words.get(0) + " can not be started (" + e.getMessage() + ").", e);
        }
    }

    private static int end(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a program");
        }
    }

    @Override
    public void close() {}
}
