package dev.ferry.engine.stream;

import java.util.Optional;

/** What a frame is for. The codes are on the wire and never change their meaning. */
public enum FrameType {
    /** A message of the migration protocol; only on stream 0. */
    CONTROL(1),
    /** Starts an image; the payload is its name. */
    IMAGE_OPEN(2),
    /** Content of the open image. */
    IMAGE_DATA(3),
    /** Ends the open image; the payload is its length in bytes as u64. */
    IMAGE_END(4),
    /** Ends the set; the payload is the number of its images as u32. */
    SET_END(5),
    /** Pages of a pre-copy round. */
    PAGES(6),
    /** Says only that the peer is there; only on stream 0. */
    PING(7);

    private static final FrameType[] VALUES = values();

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether the frame belongs on stream 0. */
    public boolean isControl() {
        return this == CONTROL || this == PING;
    }

    /** Whether the payload may be large, and compressed. */
    boolean isBulk() {
        return this == IMAGE_DATA || this == PAGES;
    }

    static Optional<FrameType> of(int code) {
        return code >= 1 && code <= VALUES.length && VALUES[code - 1].code == code
                ? Optional.of(VALUES[code - 1])
                : Optional.empty();
    }
}
