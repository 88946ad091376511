package dev.ferry.engine.check;

/** Sizes for people. */
final class Bytes {
    private Bytes() {}

    /** In MiB, rounded up. */
    static String text(long bytes) {
        long rest = (bytes & ((1 << 20) - 1)) == 0 ? 0 : 1;
        return ((bytes >> 20) + rest) + " MiB";
    }
}
