package dev.ferry.e2e;

import java.util.List;
import java.util.Locale;

/** Prints figures of {@link BenchRow}s beside each other, with the bars that design.md sets. */
final class BenchTable {
    private static final double SECOND = 1000;

    private BenchTable() {}

    static void printHead() {
        print(
                "",
                "stood",
                "noise",
                "ferry says",
                "total",
                "plain ssh",
                "total",
                "rounds",
                "by hand,",
                "by hand,",
                "still,",
                "total,",
                "bars");
        print("", "still", "before", "", "", "", "/ ssh", "", "stood still", "total", "hand/f.", "hand/f.", "");
    }

    static void print(BenchRow row) {
        double felt = row.median(Move::felt);
        double total = row.median(Move::total);
        print(
                row.load(),
                millis(felt),
                millis(row.median(Move::noise)),
                millis(row.median(Move::reported)),
                seconds(total),
                seconds(row.sshMillis()),
                ratio(total / row.sshMillis()),
                row.rounds(),
                millis(row.criuFeltMillis()),
                seconds(row.criuTotalMillis()),
                ratio(row.criuFeltMillis() / felt),
                ratio(row.criuTotalMillis() / total),
                String.join("; ", bars(row.load(), felt, total / row.sshMillis())));
    }

    /** How the time of standing still grows from the first row to the last; 1.0 is not at all. */
    static void printGrowth(List<BenchRow> rows) {
        if (rows.size() < 2) return;
        StringBuilder line = new StringBuilder("stood still, idle:");
        for (BenchRow row : rows) {
            line.append(' ')
                    .append(row.load().mib())
                    .append(" MiB ")
                    .append(millis(row.median(Move::felt)))
                    .append(',');
        }
        BenchRow first = rows.get(0);
        BenchRow last = rows.get(rows.size() - 1);
        double growth = last.median(Move::felt) / first.median(Move::felt);
        double more = (double) last.load().mib() / first.load().mib();
        System.out.printf(Locale.ROOT, "%s growth %.1f for %.0f times the memory%n", line, growth, more);
    }

    private static List<String> bars(Load load, double felt, double overSsh) {
        if (load.equals(Load.idle(64))) return List.of(bar("still < 40 ms", felt < 40));
        if (load.equals(new Load(1024, 50))) {
            return List.of(bar("still < 100 ms", felt < 100), bar("total / ssh < 1.0", overSsh < 1));
        }
        return List.of();
    }

    private static String bar(String what, boolean held) {
        return what + (held ? ": held" : ": MISSED");
    }

    private static String millis(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private static String seconds(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, "%.2f s", millis / SECOND);
    }

    private static String ratio(double ratio) {
        return Double.isNaN(ratio) ? "-" : String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static void print(Object... columns) {
        System.out.printf(Locale.ROOT, "%-26s %11s %8s %11s %9s %9s %7s  %-22s %11s %9s %7s %7s  %s%n", columns);
    }
}
