package dev.ferry.remote.ssh;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Prints what a channel carries beside plain ssh(1), on one machine: {@code java ... Throughput [MiB] [rounds]}. Numbers are
 * for people; nothing is asserted, because time on a shared machine proves nothing.
 */
public final class Throughput {
    private static final int MIB = 1 << 20;
    private static final int PINGS = 5000;

    private final PrivateSshd sshd;
    private final int mib;

    private Throughput(PrivateSshd sshd, int mib) {
        this.sshd = sshd;
        this.mib = mib;
    }

    /** Alternates the measurements, so that a busy minute hits all of them. */
    public static void main(String[] arguments) throws IOException {
        int mib = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1024;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        try (PrivateSshd sshd = PrivateSshd.start(Files.createTempDirectory("ferry-throughput"));
                HostConnection host = HostConnection.open(sshd.address(), sshd.options(), UserPrompts.none())) {
            Throughput throughput = new Throughput(sshd, mib);
            for (int round = 0; round < rounds; round++) {
                throughput.report("ssh upload", throughput::sshUpload);
                throughput.report("ferry upload", () -> throughput.upload(host));
                throughput.report("ssh download", throughput::sshDownload);
                throughput.report("ferry download", () -> throughput.download(host));
                pingPong(host);
            }
        }
    }

    /** Something to time. */
    private interface Transfer {
        void run() throws IOException;
    }

    private void report(String name, Transfer transfer) throws IOException {
        long start = System.nanoTime();
        transfer.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%-14s %5.0f MiB/s%n", name, mib / seconds);
    }

    private void sshUpload() throws IOException {
        Commands.run(
                "sh", "-c", "dd if=/dev/zero bs=1M status=none count=" + mib + " | " + ssh() + " 'cat >/dev/null'");
    }

    private void sshDownload() throws IOException {
        Commands.run("sh", "-c", ssh() + " 'head -c " + mib + "M /dev/zero' >/dev/null");
    }

    private String ssh() {
        Path key = sshd.file("id_ed25519");
        return "ssh -F none -c aes128-gcm@openssh.com -i " + key + " -o UserKnownHostsFile=" + sshd.file("known_hosts")
                + " -p " + sshd.port() + " " + System.getProperty("user.name") + "@127.0.0.1";
    }

    private void upload(HostConnection host) throws IOException {
        byte[] block = new byte[MIB];
        try (AgentChannel channel = host.exec("cat >/dev/null")) {
            for (int i = 0; i < mib; i++) {
                channel.out().write(block);
            }
            channel.out().close();
            channel.in().readAllBytes();
        }
    }

    private void download(HostConnection host) throws IOException {
        byte[] block = new byte[MIB];
        try (AgentChannel channel = host.exec("head -c " + mib + "M /dev/zero")) {
            long total = 0;
            for (int n = channel.in().read(block); n >= 0; n = channel.in().read(block)) {
                total += n;
            }
            if (total != (long) mib * MIB) {
                throw new IOException("received " + total);
            }
        }
    }

    private static void pingPong(HostConnection host) throws IOException {
        byte[] ping = new byte[64];
        long[] nanos = new long[PINGS];
        try (AgentChannel channel = host.exec("cat")) {
            for (int i = 0; i < PINGS; i++) {
                long start = System.nanoTime();
                channel.out().write(ping);
                channel.out().flush();
                channel.in().readNBytes(ping, 0, ping.length);
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "64 B ping-pong %.3f ms median, %.3f ms p99%n", nanos[PINGS / 2] / 1e6, nanos[PINGS * 99 / 100] / 1e6);
    }
}
