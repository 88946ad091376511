package dev.ferry.app.conduct;

/**
 * What a host is, as long as it runs.
 *
 * @param name its own host name
 * @param user as whom ferry runs there
 * @param root whether that is root
 * @param rootBy how ferry could be made root there
 * @param kernel its release
 * @param architecture such as x86_64
 * @param cpu the model's name
 * @param memoryBytes all of it
 * @param ferry the version of ferry there
 */
public record HostProfile(
        String name,
        String user,
        boolean root,
        RootBy rootBy,
        String kernel,
        String architecture,
        String cpu,
        int cores,
        long memoryBytes,
        String ferry) {

    /** A way to become root. */
    public enum RootBy {
        /** It is root already. */
        NOTHING,
        /** By sudo without a password. */
        SUDO,
        /** By sudo with the password of the user. */
        SUDO_PASSWORD,
        /** By pkexec, which asks a person at that screen. */
        PKEXEC,
        /** There is none. */
        NO_WAY
    }

    /** The same with another way to root. */
    public HostProfile withRootBy(RootBy other) {
        return new HostProfile(name, user, root, other, kernel, architecture, cpu, cores, memoryBytes, ferry);
    }
}
