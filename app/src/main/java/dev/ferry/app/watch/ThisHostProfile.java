package dev.ferry.app.watch;

import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostProfile.RootBy;
import dev.ferry.engine.EngineVersion;
import dev.ferry.engine.procfs.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What this host is. */
public final class ThisHostProfile {
    private static final int SUDO_SECONDS = 3;

    private ThisHostProfile() {}

    /** Asks the kernel, and sudo whether it would let us. */
    public static HostProfile read() throws IOException {
        boolean root = Status.read((int) ProcessHandle.current().pid()).uids().effective() == 0;
        return new HostProfile(
                text("/proc/sys/kernel/hostname"),
                System.getProperty("user.name"),
                root,
                rootBy(root),
                text("/proc/sys/kernel/osrelease"),
                System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch"),
                cpu(Files.readAllLines(Path.of("/proc/cpuinfo"))),
                Runtime.getRuntime().availableProcessors(),
                HostMeter.bytes(Files.readAllLines(Path.of("/proc/meminfo")), "MemTotal:"),
                EngineVersion.CURRENT);
    }

    private static String text(String path) throws IOException {
        return Files.readString(Path.of(path)).strip();
    }

    static String cpu(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static RootBy rootBy(boolean root) {
        if (root) {
            return RootBy.NOTHING;
        }
        // A rule may name ferry alone; trying it costs the start of a Java, so sudo is asked about it first.
        String ferry = System.getProperty("ferry.launcher", "ferry");
        boolean letsUs = sudoLets("true") || (sudoLets("-l", ferry) && sudoLets(ferry, "--version"));
        return letsUs ? RootBy.SUDO : RootBy.NO_WAY;
    }

    private static boolean sudoLets(String... words) {
        List<String> command = new ArrayList<>(List.of("sudo", "-n"));
        command.addAll(List.of(words));
        try {
            Process sudo = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = sudo.waitFor(SUDO_SECONDS, TimeUnit.SECONDS);
            return ended && sudo.exitValue() == 0;
        } catch (IOException noSudo) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
