package dev.ferry.e2e;

/**
 * What a {@link Heartbeat} has and does.
 *
 * @param mib of half compressible memory
 * @param mibPerSecond written to random pages of it
 */
record Load(int mib, int mibPerSecond) {
    static Load idle(int mib) {
        return new Load(mib, 0);
    }

    long bytes() {
        return (long) mib << 20;
    }

    @Override
    public String toString() {
        String size = mib % 1024 == 0 ? mib / 1024 + " GiB" : mib + " MiB";
        return size + (mibPerSecond == 0 ? ", idle" : ", " + mibPerSecond + " MiB/s written");
    }
}
