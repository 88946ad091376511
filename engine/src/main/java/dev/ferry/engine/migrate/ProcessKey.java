package dev.ferry.engine.migrate;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.engine.procfs.Stat;
import java.io.IOException;
import java.util.Optional;

/**
 * A process that is not mistaken for a later one with the same pid, within one boot of the host.
 *
 * @param pid by which the host knows it, see {@link OuterProc}
 * @param start clock ticks after boot; {@link #UNKNOWN} in journals of old
 */
public record ProcessKey(int pid, long start) {
    /** No such process, or an old journal: it matches nothing. */
    public static final long UNKNOWN = -1;

    /** The process that this engine knows by this pid now. */
    static ProcessKey of(int pid) throws IOException {
        try {
            long start = Stat.read(pid).starttime();
            return new ProcessKey(OuterProc.current().outer(pid), start);
        } catch (NoSuchProcessException gone) {
            return new ProcessKey(pid, UNKNOWN);
        }
    }

    /** Its state as ps(1) shows it; empty if it has ended, or if the pid belongs to another process. */
    public Optional<Character> state() {
        try {
            Stat stat = OuterProc.current().stat(pid);
            boolean same = stat.starttime() == start && stat.state() != 'Z' && stat.state() != 'X';
            return same ? Optional.of(stat.state()) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Whether it is there, not as a zombie. */
    public boolean isAlive() {
        return state().isPresent();
    }
}
