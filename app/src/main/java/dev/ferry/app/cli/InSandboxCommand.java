package dev.ferry.app.cli;

import dev.ferry.app.SandboxConnection;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry in-sandbox}: the way into the sandbox for a console that is not root itself. */
@Command(
        name = "in-sandbox",
        hidden = true,
        description = "Runs another ferry command in the sandbox, which is started if need be; the console starts it.")
final class InSandboxCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "WORD", description = "The command.")
    private List<String> words;

    @Override
    public Integer call() throws Exception {
        FileOutputStream err = ProtocolStreams.errors();
        String line = SandboxConnection.engine().shellLine(String.join(" ", words));
        try (SandboxConnection sandbox = SandboxConnection.toKept(0);
                AgentChannel inside = sandbox.exec(line, heardBy(err))) {
            Thread thread = new Thread(() -> feed(inside.out()), "ferry-in-sandbox");
            thread.setDaemon(true);
            thread.start();
            copy(inside.in(), new FileOutputStream(FileDescriptor.out));
            return inside.exitStatus().orElse(ExitCode.FAILED);
        }
    }

    private static ErrorListener heardBy(OutputStream err) {
        return (bytes, length) -> {
            try {
                err.write(bytes, 0, length);
            } catch (IOException nobodyListens) {
                // The command inside goes on, and ends when it notices.
            }
        };
    }

    private static void feed(OutputStream out) {
        try (out) {
            copy(new FileInputStream(FileDescriptor.in), out);
        } catch (IOException ended) {
            // The command inside goes on, and ends when it notices.
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] bytes = new byte[64 << 10];
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
            out.write(bytes, 0, length);
            out.flush();
        }
    }
}
