package dev.ferry.engine;

/** Which Ferry this is. */
public final class EngineVersion {
    /** The version of the release; the build takes it from the poms. */
    public static final String CURRENT = "${project.version}";

    private EngineVersion() {}
}
