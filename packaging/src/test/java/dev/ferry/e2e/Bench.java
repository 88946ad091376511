package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code packaging/bench.sh} starts: {@code [--quick] [options of ferry migrate]}. Needs root. */
public final class Bench {
    private static final int TIMES = 3;
    /** The program, its copy, and the same bytes for ssh; as many for criu's images. */
    private static final int COPIES = 3;

    private static final long SPARE_BYTES = 512L << 20;

    private static final List<Load> LOADS = List.of(
            Load.idle(64), Load.idle(256), Load.idle(1024), new Load(1024, 50), new Load(1024, 300), Load.idle(4096));
    private static final List<Load> QUICK = List.of(Load.idle(64), Load.idle(256), new Load(256, 50));

    private final BenchSite site;
    private final List<BenchRow> idle = new ArrayList<>();
    private boolean failed;

    private Bench(BenchSite site) {
        this.site = site;
    }

    public static void main(String... arguments) throws IOException {
        List<String> options = new ArrayList<>(List.of(arguments));
        boolean quick = options.remove("--quick");
        Path directory = Files.createTempDirectory("ferry-bench");
        try (TestHosts hosts = TestHosts.named("hostA", "hostB")) {
            String heartbeat = Installed.compiled("heartbeat", directory);
            hosts.open();
            Bench bench = new Bench(site(hosts, heartbeat, options));
            bench.run(quick ? QUICK : LOADS);
            if (bench.failed) System.exit(1);
        } finally {
            Files.deleteIfExists(directory.resolve("heartbeat"));
            Files.delete(directory);
        }
    }

    private static BenchSite site(TestHosts hosts, String heartbeat, List<String> options) throws IOException {
        TestHost hostA = hosts.get("hostA");
        TestHost hostB = hosts.get("hostB");
        Ferry.installOn(hostA, hostB);
        Optional<String> noCriu = CriuByHand.whyNot(hostA);
        System.out.println(noCriu.map(reason -> "Not compared with criu by hand: " + reason)
                .orElse("By hand: criu dump, tar through ssh, criu restore, all in tmpfs."));
        System.out.println("Times are medians of " + TIMES
                + ". The program beats every ms; it stands still for the longest" + " time between two beats.");
        return new BenchSite(hostA, hostB, heartbeat, options, noCriu.isEmpty());
    }

    private void run(List<Load> loads) throws IOException {
        BenchTable.printHead();
        for (Load load : loads) {
            if (hasRoomFor(load)) measure(load);
        }
        BenchTable.printGrowth(
                idle.stream().filter(row -> row.load().mib() <= 1024).toList());
    }

    private void measure(Load load) throws IOException {
        try {
            BenchRow row = BenchRow.measure(load, site, TIMES);
            BenchTable.print(row);
            if (load.mibPerSecond() == 0) idle.add(row);
        } catch (IOException | RuntimeException e) {
            System.out.println(load + ": failed: " + e.getMessage());
            failed = true;
        } finally {
            Ferry.tidy(site.from(), site.to());
        }
    }

    private static boolean hasRoomFor(Load load) throws IOException {
        long needed = COPIES * load.bytes() + SPARE_BYTES;
        long available = availableMemory();
        if (available >= needed) return true;
        System.out.println(load + ": skipped, it needs " + (needed >> 20) + " MiB of memory and " + (available >> 20)
                + " MiB are available.");
        return false;
    }

    private static long availableMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemAvailable:")) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
        throw new IOException("/proc/meminfo does not say how much memory is available.");
    }
}
