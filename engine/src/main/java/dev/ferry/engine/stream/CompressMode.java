package dev.ferry.engine.stream;

/** Whether frames are compressed, if the other side can read that. */
public enum CompressMode {
    /** As long as it saves time. */
    AUTO,
    /** Never. */
    NONE,
    /** Whatever becomes smaller by it. */
    ZSTD
}
