package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.CompressMode;

/** How the link is used. */
public record LinkOptions(CompressMode compress, Bandwidth bandwidth) {
    /** Compressed while that pays, as fast as it goes. */
    public static final LinkOptions DEFAULT = new LinkOptions(CompressMode.AUTO, Bandwidth.UNLIMITED);
}
