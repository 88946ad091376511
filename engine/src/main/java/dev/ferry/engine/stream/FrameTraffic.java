package dev.ferry.engine.stream;

/**
 * What went through a {@link FrameWriter}.
 *
 * @param bytesBefore of all frames as they were given to it
 * @param bytesAfter of all frames as they were written
 * @param compressionSpeed bytes per second that can be compressed at the moment; infinite if nothing is
 * @param ratio what is left of a byte of the frames that came last
 */
public record FrameTraffic(long bytesBefore, long bytesAfter, double compressionSpeed, double ratio) {}
