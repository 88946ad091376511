package dev.ferry.engine;

/** Which Ferry this is. */
public final class EngineVersion {
    /** The version of the release, as in the poms. */
    public static final String CURRENT = "0.1.0";

    private EngineVersion() {}
}
