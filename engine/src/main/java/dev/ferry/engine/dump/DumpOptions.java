package dev.ferry.engine.dump;

import dev.ferry.engine.resource.TcpPolicy;
import java.util.Set;

/**
 * How to dump.
 *
 * @param fate what becomes of the tree after a successful dump; after a failed one it always runs on
 * @param carry further files whose content goes into the set, because the destination does not have them
 * @param tcp what becomes of connections with others
 */
public record DumpOptions(Fate fate, Set<String> carry, TcpPolicy tcp) {
    public DumpOptions {
        carry = Set.copyOf(carry);
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
        return new DumpOptions(Fate.KILL, Set.of(), TcpPolicy.REFUSE);
    }

    /** The same with another fate. */
    public DumpOptions withFate(Fate other) {
        return new DumpOptions(other, carry, tcp);
    }

    /** The same carrying these files in addition to those that the tree writes to. */
    public DumpOptions withCarry(Set<String> paths) {
        return new DumpOptions(fate, paths, tcp);
    }

    /** The same with another policy about connections with others. */
    public DumpOptions withTcp(TcpPolicy other) {
        return new DumpOptions(fate, carry, other);
    }
}
