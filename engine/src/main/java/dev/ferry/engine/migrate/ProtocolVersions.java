package dev.ferry.engine.migrate;

import java.util.OptionalInt;

/**
 * The versions of the protocol that an engine speaks, from the oldest to the newest. A new number is for what an older engine would
 * misunderstand or leave out in silence; what it can do without is announced as a feature, or is a field that it does not miss
 * (decision 0018).
 */
record ProtocolVersions(int oldest, int newest) {
    /** What this engine speaks: the current version and, once there is one, the version before. */
    static final ProtocolVersions SPOKEN = new ProtocolVersions(1, 1);

    /** Whether anybody can speak like that. */
    boolean isProper() {
        return oldest >= 1 && newest >= oldest;
    }

    /** The newest that both speak. */
    OptionalInt common(ProtocolVersions peer) {
        int version = Math.min(newest, peer.newest);
        return version >= Math.max(oldest, peer.oldest) ? OptionalInt.of(version) : OptionalInt.empty();
    }

    /** Of two that have none in common. */
    boolean isOlderThan(ProtocolVersions peer) {
        return newest < peer.oldest;
    }

    @Override
    public String toString() {
        return oldest == newest ? "version " + newest : "versions " + oldest + " to " + newest;
    }
}
