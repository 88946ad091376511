package dev.ferry.engine.dump;

import dev.ferry.engine.resource.TcpPolicy;
import java.net.Inet4Address;
import java.util.Set;

/**
 * How to dump.
 *
 * @param fate what becomes of the tree after a successful dump; after a failed one it always runs on
 * @param carry further files whose content goes into the set, because the destination does not have them
 * @param tcp what becomes of connections with others
 * @param addresses of this host that move along, with the connections that have them
 */
public record DumpOptions(Fate fate, Set<String> carry, TcpPolicy tcp, Set<Inet4Address> addresses) {
    public DumpOptions {
        carry = Set.copyOf(carry);
        addresses = Set.copyOf(addresses);
    }

    /** What becomes of the dumped tree. */
    public enum Fate {
        /** It is killed. */
        KILL,
        /** It goes on. */
        LEAVE_RUNNING,
        /** It stays, stopped as by SIGSTOP. */
        LEAVE_STOPPED
    }

    /** Kills the tree after success and carries what the tree writes to. */
    public static DumpOptions defaults() {
        return new DumpOptions(Fate.KILL, Set.of(), TcpPolicy.REFUSE, Set.of());
    }

    /** The same with another fate. */
    public DumpOptions withFate(Fate other) {
        return new DumpOptions(other, carry, tcp, addresses);
    }

    /** The same carrying these files in addition to those that the tree writes to. */
    public DumpOptions withCarry(Set<String> paths) {
        return new DumpOptions(fate, paths, tcp, addresses);
    }

    /** The same with another policy about connections with others. */
    public DumpOptions withTcp(TcpPolicy other) {
        return new DumpOptions(fate, carry, other, addresses);
    }

    /** The same while these addresses move along. */
    public DumpOptions withAddresses(Set<Inet4Address> moving) {
        return new DumpOptions(fate, carry, tcp, moving);
    }
}
