package dev.ferry.engine.specimen;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** What a specimen has written so far, line by line. */
record Verdict(List<String> lines) {
    private static final String COUNT = "COUNT ";

    static Verdict of(String output) {
        String complete = output.substring(0, output.lastIndexOf('\n') + 1); // a line may be half written
        return new Verdict(complete.lines().toList());
    }

    boolean isReady() {
        return starts("READY ");
    }

    boolean isSkipped() {
        return starts("SKIP: ");
    }

    boolean isFailed() {
        return starts("FAIL: ");
    }

    boolean isPassed() {
        return lines.contains("PASS");
    }

    boolean isFinal() {
        return isPassed() || isFailed() || isSkipped();
    }

    /** The pid in the READY line. */
    long pid() {
        return lines.stream()
                .filter(line -> line.startsWith("READY "))
                .mapToLong(line -> Long.parseLong(line.substring("READY ".length())))
                .findFirst()
                .orElseThrow();
    }

    /** The numbers of the COUNT lines, as they stand in the output. */
    long[] counts() {
        return lines.stream()
                .filter(line -> line.startsWith(COUNT))
                .mapToLong(line -> Long.parseLong(line.substring(COUNT.length())))
                .toArray();
    }

    /** Whether nothing was counted twice and nothing left out. */
    boolean isContiguous() {
        long[] counts = counts();
        return Arrays.equals(counts, LongStream.rangeClosed(1, counts.length).toArray());
    }

    private boolean starts(String prefix) {
        return lines.stream().anyMatch(line -> line.startsWith(prefix));
    }
}
