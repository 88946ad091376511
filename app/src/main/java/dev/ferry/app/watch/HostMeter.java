package dev.ferry.app.watch;

import dev.ferry.app.conduct.HostLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads how busy this host is, from proc_loadavg(5), proc_stat(5) and proc_meminfo(5). */
final class HostMeter {
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int LAST = 8;

    private long busy;
    private long all;

    HostLoad read() throws IOException {
        double average =
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        String cpu = firstLine("/proc/stat");
        double share = share(cpu.trim().split(" +"));
        List<String> memory = Files.readAllLines(Path.of("/proc/meminfo"));
        long total = bytes(memory, "MemTotal:");
        return new HostLoad(average, share, total - bytes(memory, "MemAvailable:"), total);
    }

    private static String firstLine(String path) throws IOException {
        try (var lines = Files.newBufferedReader(Path.of(path))) {
            String line = lines.readLine();
            return line == null ? "" : line;
        }
    }

    /** Guests are counted among the users' already. */
    double share(String[] words) {
        long nowBusy = 0;
        long nowAll = 0;
        for (int field = 1; field <= LAST && field < words.length; field++) {
            long ticks = Long.parseLong(words[field]);
            nowAll += ticks;
            nowBusy += field == IDLE || field == IOWAIT ? 0 : ticks;
        }
        double share = all == 0 || nowAll <= all ? 0 : (double) (nowBusy - busy) / (nowAll - all);
        busy = nowBusy;
        all = nowAll;
        return Math.round(Math.max(share, 0) * 1000) / 1000.0;
    }

    static long bytes(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).trim().split(" ", 2)[0])
                .mapToLong(kiB -> Long.parseLong(kiB) << 10)
                .findFirst()
                .orElse(0);
    }
}
