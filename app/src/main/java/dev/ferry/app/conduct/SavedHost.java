package dev.ferry.app.conduct;

/**
 * A host that can be picked.
 *
 * @param address as {@link dev.ferry.remote.HostAddress#parse} reads it
 * @param root whether ferry is to be started there as root, by sudo without a password
 * @param origin who knows it
 */
public record SavedHost(String address, boolean root, Origin origin) {
    /** Where a host is written down. */
    public enum Origin {
        SSH_CONFIG,
        /** In Ferry's own file. */
        FERRY
    }
}
