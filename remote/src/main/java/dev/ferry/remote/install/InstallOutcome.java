package dev.ferry.remote.install;

import java.util.Optional;

/** What has become of the wish that a host should have Ferry. */
public sealed interface InstallOutcome {
    /** This very version was there; nothing was copied. */
    record Present(String version) implements InstallOutcome {}

    /**
     * It is there now.
     *
     * @param replaced the name of the version that was used before
     * @param bytes that were copied; 0 if only the version in use was changed
     */
    record Brought(String version, Optional<String> replaced, long bytes) implements InstallOutcome {}

    /**
     * Somebody else has installed one there, and it was left as it is.
     *
     * @param path of its launcher
     * @param version as it says itself; empty if it says nothing of the kind
     */
    record Foreign(String path, String version) implements InstallOutcome {}
}
