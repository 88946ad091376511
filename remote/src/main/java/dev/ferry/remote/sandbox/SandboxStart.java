package dev.ferry.remote.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the namespaces and runs {@code init.sh} as their first process.
 *
 * @param init that process
 * @param unshare its parent; the end of file on the input of this one ends the sandbox
 */
record SandboxStart(InitProcess init, Process unshare) {
    private static final Pattern READY = Pattern.compile("ready (\\d{1,10})");
    private static final int MAX_COMPLAINT = 4096;

    static SandboxStart run(SandboxOptions options) throws IOException {
        requireRoot();
        Process unshare = UtilLinux.start(command(options));
        try (InputStream script = SandboxStart.class.getResourceAsStream("init.sh")) {
            if (script == null) throw new IOException("init.sh is missing from the jar of Ferry: install it again.");
            send(script, unshare.getOutputStream());
            return new SandboxStart(InitProcess.of(awaitReady(unshare), options.firstPid()), unshare);
        } catch (IOException e) {
            unshare.destroyForcibly();
            throw e;
        }
    }

    /** In its own session, so that Ctrl-C in the owner's terminal does not reach it; killed if unshare is. */
    private static List<String> command(SandboxOptions options) {
        List<String> command = new ArrayList<>(
                List.of("setsid", "unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child"));
        if (options.clocksAhead() != 0) {
            String seconds = Long.toString(options.clocksAhead());
            command.addAll(List.of("--time", "--monotonic", seconds, "--boottime", seconds));
        }
        command.addAll(List.of(
                "sh",
                "-s",
                "--",
                options.hostName(),
                Integer.toString(options.firstPid()),
                options.ownTmp() ? "own" : "shared"));
        return command;
    }

    private static void send(InputStream script, OutputStream lifeline) throws IOException {
        byte[] text = script.readAllBytes();
        try {
            lifeline.write(text);
            lifeline.flush();
        } catch (IOException brokenPipe) {
            // unshare was refused and has ended; what it says about it is read next, and tells more.
            return;
        }
    }

    private static long awaitReady(Process unshare) throws IOException {
        BufferedReader out = unshare.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) throw new IOException(refused(unshare));
        return Long.parseLong(ready.group(1));
    }

    private static String refused(Process unshare) throws IOException {
        String complaint = new String(unshare.getErrorStream().readNBytes(MAX_COMPLAINT), StandardCharsets.UTF_8);
        return "The sandbox could not be set up (" + complaint.strip().replace('\n', ' ')
                + "): it needs a root that may make namespaces and mounts, in a container a privileged one.";
    }

    private static void requireRoot() throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            throw new IOException(
                    "A sandbox needs root, because it makes namespaces and mounts: start Ferry with sudo.");
        }
    }
}
