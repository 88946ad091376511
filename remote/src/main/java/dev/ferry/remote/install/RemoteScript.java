package dev.ferry.remote.install;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.agent.TimeLimit;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A script of sh(1) that runs on a host while this is open. It is sent over standard input: a command line would have to be
 * written for every login shell. After the script, its own input begins.
 */
final class RemoteScript implements Closeable {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._+-]+");

    private final HostConnection host;
    private final AgentChannel channel;

    private RemoteScript(HostConnection host, AgentChannel channel) {
        this.host = host;
        this.channel = channel;
    }

    /** Starts {@code name}, a resource beside this class; it sees the words as $1, $2... */
    static RemoteScript start(HostConnection host, String name, String... words) throws IOException {
        byte[] text = text(name);
        RemoteScript script = new RemoteScript(host, host.exec(line(text.length, List.of(words))));
        try {
            script.channel.out().write(text);
            script.channel.out().flush();
            return script;
        } catch (IOException | RuntimeException e) {
            script.close();
            throw e;
        }
    }

    private static byte[] text(String name) throws IOException {
        String base = "base=\"" + AgentCommand.CACHE + "\"\n";
        return (base + resource("common.sh") + resource(name)).getBytes(StandardCharsets.UTF_8);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RemoteScript.class.getResourceAsStream(name)) {
            if (in == null) throw new IOException(name + " is missing from the jar of Ferry: install it again.");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Only dd(1) reads byte by byte, so that nothing behind the script is lost. */
    private static String line(int length, List<String> words) {
        if (!words.stream().allMatch(word -> WORD.matcher(word).matches())) {
            throw new IllegalArgumentException(words + " can not be said to every shell");
        }
        return "sh -c 'eval \"$(dd bs=1 count=" + length + " 2>/dev/null)\"' ferry " + String.join(" ", words);
    }

    /** Where its input goes. */
    OutputStream in() {
        return channel.out();
    }

    /**
     * What it says up to a line with this key, or to its end.
     *
     * @throws RemoteException if it says nothing of the kind in time, or {@code LOST} with the link
     */
    ScriptAnswer answer(String until, Duration limit) throws RemoteException {
        try {
            return TimeLimit.within(limit, "ferry-script", () -> ScriptAnswer.read(channel.in(), until));
        } catch (TimeoutException e) {
            throw failed("its shell said nothing for " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("nobody waited for its shell", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RemoteException lost) {
                throw lost;
            }
            String words = channel.errorTail().strip();
            String why = e.getCause() instanceof EOFException && !words.isEmpty()
                    ? "its shell wrote: " + words.substring(words.lastIndexOf('\n') + 1)
                    : "its shell can not be understood: " + e.getCause().getMessage();
            throw failed(why, e.getCause());
        }
    }

    private RemoteException failed(String why, Throwable cause) {
        return new RemoteException(
                Kind.OTHER,
                "Nothing can be installed on " + host.address() + ": " + why + "; try `ssh " + host.address() + " sh`.",
                cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
