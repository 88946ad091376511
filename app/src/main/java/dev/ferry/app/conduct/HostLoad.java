package dev.ferry.app.conduct;

/**
 * How busy a host is.
 *
 * @param loadAverage of the last minute
 * @param cpuShare of all its cores since the last sample, 0 to 1
 * @param memoryUsed bytes that nobody else can have
 * @param memoryTotal bytes
 */
public record HostLoad(double loadAverage, double cpuShare, long memoryUsed, long memoryTotal) {
    /** Before anything was heard. */
    public static final HostLoad NONE = new HostLoad(0, 0, 0, 0);

    /** Bytes that a program can still get. */
    public long memoryFree() {
        return memoryTotal - memoryUsed;
    }
}
