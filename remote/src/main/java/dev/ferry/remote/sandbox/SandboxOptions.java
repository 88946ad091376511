package dev.ferry.remote.sandbox;

import java.util.regex.Pattern;

/**
 * What a sandbox is like.
 *
 * @param name under which a kept sandbox is found again, see {@link SandboxHost#attach}
 * @param hostName its own host name
 * @param firstPid programs started inside get pids from here on, 300 to 32000, so that a tree which moves in finds its pids free
 * @param ownTmp whether {@code /tmp} starts empty; otherwise it is a copy-on-write view of the machine's
 * @param keep whether it outlives its owner, until {@link SandboxHost#stop}
 * @param clocksAhead by how many seconds {@code CLOCK_MONOTONIC} and {@code CLOCK_BOOTTIME} are ahead of the machine's, as on a host that was
 *     started earlier; with 0 they are the machine's own
 */
public record SandboxOptions(
        String name, String hostName, int firstPid, boolean ownTmp, boolean keep, long clocksAhead) {
    /** The kernel hands out pids below this one only once, right after boot. */
    private static final int RESERVED_PIDS = 300;

    private static final int LAST_FIRST_PID = 32_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");

    public SandboxOptions {
        checkName(name);
        checkName(hostName);
        if (firstPid < RESERVED_PIDS || firstPid > LAST_FIRST_PID) {
            throw new IllegalArgumentException("The first pid of a sandbox must be from " + RESERVED_PIDS + " to "
                    + LAST_FIRST_PID + ", not " + firstPid + ".");
        }
    }

    /** A sandbox called {@code default} with the host name {@code sandbox}, pids from 20000, its own /tmp; ends with its owner. */
    public static SandboxOptions defaults() {
        return new SandboxOptions("default", "sandbox", 20_000, true, false, 0);
    }

    /** The same, found again under {@code name}. */
    public SandboxOptions named(String name) {
        return new SandboxOptions(name, hostName, firstPid, ownTmp, keep, clocksAhead);
    }

    /** The same with another host name. */
    public SandboxOptions withHostName(String hostName) {
        return new SandboxOptions(name, hostName, firstPid, ownTmp, keep, clocksAhead);
    }

    /** The same with another first pid. */
    public SandboxOptions withFirstPid(int firstPid) {
        return new SandboxOptions(name, hostName, firstPid, ownTmp, keep, clocksAhead);
    }

    /** The same, with what is in the machine's {@code /tmp} visible inside. */
    public SandboxOptions sharingTmp() {
        return new SandboxOptions(name, hostName, firstPid, false, keep, clocksAhead);
    }

    /** The same with other clocks. */
    public SandboxOptions withClocksAhead(long seconds) {
        return new SandboxOptions(name, hostName, firstPid, ownTmp, keep, seconds);
    }

    /** The same, but it stays until it is stopped. */
    public SandboxOptions kept() {
        return new SandboxOptions(name, hostName, firstPid, ownTmp, true, clocksAhead);
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" cannot name a sandbox: use 1 to 63 letters, digits and hyphens.");
        }
    }
}
